using System.Collections.Immutable;
using static TorchSharp.torch;

namespace Slimfront.Engine.Operators;

/// <summary>A network that is known by its answers alone: its file is kept as it is, and whatever understands the file runs it.</summary>
/// <remarks>
/// The file's bytes are the bits of one tensor, so a teacher of this kind is a model as any other is: a store keeps it, a cluster ships it by
/// its hash. Nothing in it can be pruned, trained or quantized, and no features of it can be compared. How many numbers it trains and how many
/// products it computes is not known, so neither is counted. A rule of the network computes it in the
/// place of <see cref="Forward"/>.
/// </remarks>
/// <param name="Format">The key of the network format that runs it.</param>
/// <param name="Bytes">How many bytes the file has.</param>
/// <param name="Outputs">How many numbers it answers for one input.</param>
public sealed record BlackBox(string Format, int Bytes, int Outputs) : Operator
{
    /// <summary>The tensor that holds the file.</summary>
    public const string File = "file";

    /// <inheritdoc/>
    public override string Kind => "black-box";

    /// <inheritdoc/>
    public override string Prefix => "box";

    /// <inheritdoc/>
    public override Shape InferShape(ImmutableArray<Shape> inputs)
    {
        _ = Single(inputs);
        return Shape.Of(Outputs);
    }

    /// <inheritdoc/>
    public override ImmutableArray<TensorSpec> Tensors(ImmutableArray<Shape> inputs) =>
        [new(File, [(Bytes + sizeof(float) - 1L) / sizeof(float)], TensorRole.File)];

    /// <summary>Nothing around it can go.</summary>
    public override ChannelFlow Channels(ChannelScope scope)
    {
        ArgumentNullException.ThrowIfNull(scope);
        scope.Fix(scope.Inputs[0]);
        var answers = scope.Make(Outputs);
        scope.Fix(answers);
        return new(
            answers,
            new TensorChannels([
                [],
            ])
        );
    }

    /// <inheritdoc/>
    public override Operator Exchange(IAttributes form)
    {
        ArgumentNullException.ThrowIfNull(form);
        return new BlackBox(
            form.Text("format", Format),
            form.Integer("bytes", Bytes),
            form.Integer("outputs", Outputs)
        );
    }

    /// <inheritdoc/>
    public override string Lower(ILowering to) =>
        throw new GraphException("is a network whose file was never read into a graph; use that file itself");

    /// <inheritdoc/>
    public override Tensor Forward(
        IReadOnlyList<Tensor> inputs,
        IReadOnlyList<Tensor> tensors,
        bool training
    ) => throw new InvalidOperationException($"Nothing was opened to run this network ('{Format}').");
}

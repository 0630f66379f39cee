using System.Collections.Immutable;
using static TorchSharp.torch;

namespace Slimfront.Engine.Operators;

/// <summary>In training, zeroes elements at random and scales the others by 1/(1 − p).</summary>
/// <remarks>Srivastava et al. (2014), JMLR 15. Draws from libtorch's global generator.</remarks>
/// <param name="Probability">p, at least 0 and below 1.</param>
public sealed record Dropout(double Probability = 0.5) : Operator
{
    /// <inheritdoc/>
    public override string Kind => "dropout";

    /// <inheritdoc/>
    public override bool KeepsGrid => true;

    /// <inheritdoc/>
    public override Shape InferShape(ImmutableArray<Shape> inputs) =>
        Probability is >= 0 and < 1
            ? Single(inputs)
            : throw new GraphException(
                $"has the probability {Probability}; it must be at least 0 and below 1"
            );

    /// <inheritdoc/>
    public override ChannelFlow Channels(ChannelScope scope) => scope.Pass();

    /// <inheritdoc/>
    public override Dropout Exchange(IAttributes form) =>
        new(form.Real("probability", Probability, usual: 0.5));

    /// <inheritdoc/>
    public override string Lower(ILowering to)
    {
        ArgumentNullException.ThrowIfNull(to);
        return to.Inputs[0];
    }

    /// <inheritdoc/>
    public override Tensor Forward(
        IReadOnlyList<Tensor> inputs,
        IReadOnlyList<Tensor> tensors,
        bool training
    ) => nn.functional.dropout(inputs[0], Probability, training);
}

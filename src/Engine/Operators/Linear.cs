using System.Collections.Immutable;
using static TorchSharp.torch;

namespace Slimfront.Engine.Operators;

/// <summary>Fully connected layer: y = W·x + b.</summary>
/// <param name="Out">Output features.</param>
/// <param name="Bias">Whether b exists.</param>
public sealed record Linear(int Out, bool Bias = true) : Operator
{
    /// <inheritdoc/>
    public override string Kind => "linear";

    /// <inheritdoc/>
    public override string Prefix => "fc";

    /// <inheritdoc/>
    public override Shape InferShape(ImmutableArray<Shape> inputs)
    {
        var input = Single(inputs);
        if (input.Rank != 1)
            throw new GraphException($"takes a vector of features, not {input}; flatten it first");
        return Out >= 1 ? Shape.Of(Out) : throw new GraphException($"has {Out} output features");
    }

    /// <summary>The weight [out, in] and, if any, the bias [out].</summary>
    public override ImmutableArray<TensorSpec> Tensors(ImmutableArray<Shape> inputs)
    {
        var fanIn = inputs[0].Channels;
        var weight = new TensorSpec("weight", [Out, fanIn], TensorRole.Weight, fanIn);
        return Bias ? [weight, new("bias", [Out], TensorRole.Bias, fanIn)] : [weight];
    }

    /// <summary>in · out; the bias is not counted.</summary>
    public override long Macs(ImmutableArray<Shape> inputs) => (long)inputs[0].Channels * Out;

    /// <inheritdoc/>
    public override ChannelFlow Channels(ChannelScope scope)
    {
        var outputs = scope.Make(Out);
        var weight = new TensorChannels(outputs, scope.Inputs[0]);
        return Bias ? new(outputs, weight, new TensorChannels(outputs)) : new(outputs, weight);
    }

    /// <inheritdoc/>
    public override Operator Narrow(int inputsBefore, ImmutableArray<int> inputs, int outputs) =>
        this with
        {
            Out = outputs,
        };

    /// <inheritdoc/>
    public override Linear Exchange(IAttributes form) =>
        new(form.Integer("out", Out), form.Flag("bias", Bias, usual: true));

    /// <inheritdoc/>
    public override string Lower(ILowering to)
    {
        ArgumentNullException.ThrowIfNull(to);
        return to.Node(
            "Gemm",
            Bias ? [to.Inputs[0], to.Tensor(0), to.Tensor(1)] : [to.Inputs[0], to.Tensor(0)],
            LoweredAttribute.Of("transB", 1)
        );
    }

    /// <inheritdoc/>
    public override Tensor Forward(
        IReadOnlyList<Tensor> inputs,
        IReadOnlyList<Tensor> tensors,
        bool training
    ) => nn.functional.linear(inputs[0], tensors[0], Bias ? tensors[1] : null);
}

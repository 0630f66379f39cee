using System.Collections.Immutable;
using static TorchSharp.torch;

namespace Slimfront.Engine.Operators;

/// <summary>The mean of each channel of a map, as a map of one pixel.</summary>
public sealed record GlobalAvgPool : Operator
{
    /// <inheritdoc/>
    public override string Kind => "global-avg-pool";

    /// <inheritdoc/>
    public override string Prefix => "pool";

    /// <inheritdoc/>
    public override Shape InferShape(ImmutableArray<Shape> inputs) =>
        Shape.Of(SingleMap(inputs).Channels, 1, 1);

    /// <inheritdoc/>
    public override ChannelFlow Channels(ChannelScope scope) => scope.Pass();

    /// <inheritdoc/>
    public override string Lower(ILowering to)
    {
        ArgumentNullException.ThrowIfNull(to);
        return to.Node("GlobalAveragePool", to.Inputs);
    }

    /// <inheritdoc/>
    public override Tensor Forward(
        IReadOnlyList<Tensor> inputs,
        IReadOnlyList<Tensor> tensors,
        bool training
    ) => inputs[0].mean([2, 3], keepdim: true);
}

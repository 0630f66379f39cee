using System.Collections.Immutable;
using static TorchSharp.torch;

namespace Slimfront.Engine.Operators;

/// <summary>Lays a map out as a vector: channel c becomes features c·H·W … (c+1)·H·W − 1.</summary>
public sealed record Flatten : Operator
{
    /// <inheritdoc/>
    public override string Kind => "flatten";

    /// <inheritdoc/>
    public override bool KeepsGrid => true;

    /// <inheritdoc/>
    public override Shape InferShape(ImmutableArray<Shape> inputs) => Shape.Of(Single(inputs).Elements);

    /// <inheritdoc/>
    public override ChannelFlow Channels(ChannelScope scope)
    {
        var positions = scope.Shapes[0].Positions;
        return new([.. scope.Inputs[0].SelectMany(c => Enumerable.Repeat(c, positions))]);
    }

    /// <inheritdoc/>
    public override string Lower(ILowering to)
    {
        ArgumentNullException.ThrowIfNull(to);
        return to.Node("Flatten", to.Inputs, LoweredAttribute.Of("axis", 1));
    }

    /// <inheritdoc/>
    public override Tensor Forward(
        IReadOnlyList<Tensor> inputs,
        IReadOnlyList<Tensor> tensors,
        bool training
    ) => inputs[0].flatten(start_dim: 1);
}

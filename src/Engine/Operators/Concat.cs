using System.Collections.Immutable;
using static TorchSharp.torch;

namespace Slimfront.Engine.Operators;

/// <summary>The channels of two or more values, one after the other.</summary>
public sealed record Concat : Operator
{
    /// <inheritdoc/>
    public override string Kind => "concat";

    /// <inheritdoc/>
    public override Shape InferShape(ImmutableArray<Shape> inputs)
    {
        if (inputs.Length < 2)
            throw new GraphException($"takes two inputs or more, not {inputs.Length}");
        var joined = inputs[0].WithChannels(inputs.Sum(i => i.Channels));
        return inputs.All(i => i.WithChannels(joined.Channels) == joined)
            ? joined
            : throw new GraphException(
                $"takes inputs that differ in channels only, not {string.Join(" and ", inputs)}"
            );
    }

    /// <inheritdoc/>
    public override ChannelFlow Channels(ChannelScope scope) => new([.. scope.Inputs.SelectMany(i => i)]);

    /// <inheritdoc/>
    public override string Lower(ILowering to)
    {
        ArgumentNullException.ThrowIfNull(to);
        return to.Node("Concat", to.Inputs, LoweredAttribute.Of("axis", 1));
    }

    /// <inheritdoc/>
    public override Tensor Forward(
        IReadOnlyList<Tensor> inputs,
        IReadOnlyList<Tensor> tensors,
        bool training
    ) => cat([.. inputs], dim: 1);
}

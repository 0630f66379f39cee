using System.Collections.Immutable;

namespace Slimfront.Engine.Operators;

/// <summary>A function of each number alone: the shape and the channels stay.</summary>
public abstract record Activation : Operator
{
    /// <inheritdoc/>
    public override Shape InferShape(ImmutableArray<Shape> inputs) => Single(inputs);

    /// <inheritdoc/>
    public override ChannelFlow Channels(ChannelScope scope) => scope.Pass();
}

using System.Collections.Immutable;
using static TorchSharp.torch;

namespace Slimfront.Engine.Operators;

/// <summary>Where data enters.</summary>
/// <param name="Shape">Of one example.</param>
public sealed record Input(Shape Shape) : Operator
{
    /// <inheritdoc/>
    public override string Kind => "input";

    /// <inheritdoc/>
    public override Shape InferShape(ImmutableArray<Shape> inputs)
    {
        if (inputs.Length > 0)
            throw new GraphException($"takes no input, not {inputs.Length}");
        return !Shape.Dimensions.IsDefaultOrEmpty && Shape.Dimensions.All(d => d > 0)
            ? Shape
            : throw new GraphException($"has the shape '{Shape}'; every length must be 1 or more");
    }

    /// <inheritdoc/>
    public override ChannelFlow Channels(ChannelScope scope)
    {
        var channels = scope.Make(Shape.Channels);
        scope.Fix(channels);
        return new(channels);
    }

    /// <inheritdoc/>
    public override Input Exchange(IAttributes form) =>
        new(new Shape(form.Integers("shape", Shape.Dimensions)));

    /// <inheritdoc/>
    public override string Lower(ILowering to)
    {
        ArgumentNullException.ThrowIfNull(to);
        return to.Inputs[0];
    }

    /// <summary>Hands the batch on: <paramref name="inputs"/> holds it alone.</summary>
    public override Tensor Forward(
        IReadOnlyList<Tensor> inputs,
        IReadOnlyList<Tensor> tensors,
        bool training
    ) => inputs[0];
}

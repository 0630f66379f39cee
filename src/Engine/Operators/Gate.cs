using System.Collections.Immutable;
using static TorchSharp.torch;

namespace Slimfront.Engine.Operators;

/// <summary>
/// A value times weights, element by element: y[c,i,j] = x[c,i,j]·w[c] for a map and weights of shape C×1×1, or the product of two
/// values of one shape.
/// </summary>
/// <remarks>
/// The weighing of channels of Hu et al. (2018), "Squeeze-and-Excitation Networks", arXiv:1709.01507, §3.2. A channel and its weight
/// can only be removed together. A channel of x that is 0 is 0 in the product whatever its weight is, so removing both
/// changes nothing that follows, although the sigmoid before makes a weight of ½ of 0.
/// </remarks>
public sealed record Gate : Operator
{
    /// <inheritdoc/>
    public override string Kind => "gate";

    /// <summary>The shape of the first input, which is weighed; the second holds the weights.</summary>
    public override Shape InferShape(ImmutableArray<Shape> inputs)
    {
        if (inputs.Length != 2)
            throw new GraphException($"takes a value and its weights, not {inputs.Length} inputs");
        var (value, weights) = (inputs[0], inputs[1]);
        return weights == value || value.Rank == 3 && weights == Shape.Of(value.Channels, 1, 1)
            ? value
            : throw new GraphException(
                $"weighs {value} by weights of the same shape or one per channel of a map, not {weights}"
            );
    }

    /// <inheritdoc/>
    public override ChannelFlow Channels(ChannelScope scope)
    {
        var (value, weights) = (scope.Inputs[0], scope.Inputs[1]);
        for (var c = 0; c < value.Length; c++)
            scope.Couple(value[c], weights[c]);
        return scope.Pass();
    }

    /// <inheritdoc/>
    public override string Lower(ILowering to)
    {
        ArgumentNullException.ThrowIfNull(to);
        return to.Node("Mul", to.Inputs);
    }

    /// <inheritdoc/>
    public override Tensor Forward(
        IReadOnlyList<Tensor> inputs,
        IReadOnlyList<Tensor> tensors,
        bool training
    ) => inputs[0].mul(inputs[1]);
}

using System.Collections.Immutable;
using Slimfront.Engine.Native;
using static TorchSharp.torch;

namespace Slimfront.Engine.Operators;

/// <summary>The sum of two or more values of one shape, element by element.</summary>
public sealed record Add : Operator
{
    /// <inheritdoc/>
    public override string Kind => "add";

    /// <inheritdoc/>
    public override Shape InferShape(ImmutableArray<Shape> inputs)
    {
        if (inputs.Length < 2)
            throw new GraphException($"takes two inputs or more, not {inputs.Length}");
        return inputs.All(i => i == inputs[0])
            ? inputs[0]
            : throw new GraphException($"takes inputs of one shape, not {string.Join(" and ", inputs)}");
    }

    /// <inheritdoc/>
    public override ChannelFlow Channels(ChannelScope scope)
    {
        var first = scope.Inputs[0];
        foreach (var addend in scope.Inputs.Skip(1))
            for (var c = 0; c < first.Length; c++)
                scope.Couple(first[c], addend[c]);
        return scope.Pass();
    }

    /// <inheritdoc/>
    public override string Lower(ILowering to)
    {
        ArgumentNullException.ThrowIfNull(to);
        var sum = to.Node("Add", [to.Inputs[0], to.Inputs[1]]);
        foreach (var addend in to.Inputs.Skip(2))
            sum = to.Node("Add", [sum, addend]);
        return sum;
    }

    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> tensors, bool training)
    {
        var sum = inputs[0].Plus(inputs[1]);
        for (var i = 2; i < inputs.Count; i++)
            sum = sum.Plus(inputs[i]);
        return sum;
    }
}

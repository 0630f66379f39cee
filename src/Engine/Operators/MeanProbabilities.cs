using System.Collections.Immutable;
using Slimfront.Engine.Native;
using static TorchSharp.torch;

namespace Slimfront.Engine.Operators;

/// <summary>The answer of an ensemble: log(1/K · Σₖ softmax(zₖ)), the members' mean probabilities as logits.</summary>
/// <remarks>The softmax of the value is the mean itself. Computed as a logarithm of a sum of exponentials.</remarks>
public sealed record MeanProbabilities : Operator
{
    /// <inheritdoc/>
    public override string Kind => "mean-probabilities";

    /// <inheritdoc/>
    public override Shape InferShape(ImmutableArray<Shape> inputs)
    {
        if (inputs.IsEmpty)
            throw new GraphException("takes one input or more, not 0");
        return inputs[0].Rank == 1 && inputs.All(i => i == inputs[0])
            ? inputs[0]
            : throw new GraphException(
                $"takes logits for the same classes, not {string.Join(" and ", inputs)}"
            );
    }

    /// <summary>A class is a class of every member.</summary>
    public override ChannelFlow Channels(ChannelScope scope)
    {
        var first = scope.Inputs[0];
        foreach (var member in scope.Inputs.Skip(1))
            for (var c = 0; c < first.Length; c++)
                scope.Couple(first[c], member[c]);
        return scope.Pass();
    }

    /// <inheritdoc/>
    public override string Lower(ILowering to)
    {
        ArgumentNullException.ThrowIfNull(to);
        // log(1/K · Σ exp(lₖ)) = m + log(Σ exp(lₖ − m)) − log K with m the largest of the members' log-probabilities.
        string[] logs =
        [
            .. to.Inputs.Select(z => to.Node("LogSoftmax", [z], LoweredAttribute.Of("axis", 1))),
        ];
        var most = to.Node("Max", [.. logs]);
        string[] shares = [.. logs.Select(l => to.Node("Exp", [to.Node("Sub", [l, most])]))];
        var sum = to.Node("Log", [to.Node("Sum", [.. shares])]);
        var count = to.Constant([], (float)Math.Log(to.Inputs.Length));
        return to.Node("Sub", [to.Node("Add", [most, sum]), count]);
    }

    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> tensors, bool training)
    {
        var count = Scalars.Of(Math.Log(inputs.Count));
        var all = stack(inputs.Select(z => nn.functional.log_softmax(z, dim: 1)), dim: 0); // [members, batch, classes]
        return all.logsumexp(0) - count;
    }
}

using System.Collections.Immutable;
using static TorchSharp.torch;

namespace Slimfront.Engine.Operators;

/// <summary>Where the logits leave: the value of the first input.</summary>
/// <remarks>Further inputs only keep nodes in the graph whose values a training looks at.</remarks>
public sealed record Output : Operator
{
    /// <inheritdoc/>
    public override string Kind => "output";

    /// <inheritdoc/>
    public override Shape InferShape(ImmutableArray<Shape> inputs)
    {
        if (inputs.IsEmpty)
            throw new GraphException("takes the logits, not nothing");
        var input = inputs[0];
        return input.Rank == 1 ? input : throw new GraphException($"takes one logit per class, not {input}");
    }

    /// <inheritdoc/>
    public override ChannelFlow Channels(ChannelScope scope)
    {
        scope.Fix(scope.Inputs[0]);
        return scope.Pass();
    }

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
    ) => inputs[0];
}

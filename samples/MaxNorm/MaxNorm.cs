using Slimfront.Engine.Operators;
using Slimfront.Engine.Pruning;
using Slimfront.Search.Techniques;
using static TorchSharp.torch;

namespace Slimfront.Samples;

/// <summary>max|w| over a channel's filter: a channel matters as much as its strongest weight.</summary>
/// <remarks>
/// A sample of a technique outside the product. Build it, then
/// <c>slimfront search --plugins MaxNorm.dll</c>; it is listed by <c>slimfront techniques --plugins MaxNorm.dll</c>
/// and becomes one more option of the space's pruning criterion.
/// </remarks>
public sealed class MaxNorm : IPruningCriterion, IDescribed<IPruningCriterion>
{
    /// <inheritdoc/>
    public static Technique<IPruningCriterion> Technique { get; } =
        new("max-norm", "—", "Largest magnitude of a channel's weights.", [], _ => new MaxNorm());

    /// <inheritdoc/>
    public Tensor Score(GroupEvidence group, Random random)
    {
        using var scope = NewDisposeScope();
        var norms = group.Of(TensorRole.Weight).Select(m => m.Values.abs().amax([1L])); // each [channels]
        return stack(norms).mean([0]).MoveToOuterDisposeScope();
    }
}

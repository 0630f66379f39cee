using Slimfront.Engine.Native;
using Slimfront.Engine.Operators;
using Slimfront.Search.Techniques;
using static TorchSharp.torch;

namespace Slimfront.Engine.Pruning.Criteria;

/// <summary>√Σw² over a channel's filter; the mean over the filters where a channel has several.</summary>
/// <remarks>Li et al. (2017), arXiv:1608.08710, §4.4, compare it with the sum of magnitudes.</remarks>
public sealed class L2 : IPruningCriterion, IDescribed<IPruningCriterion>
{
    /// <inheritdoc/>
    public static Technique<IPruningCriterion> Technique { get; } =
        new("l2", "arXiv:1608.08710 §4.4", "Euclidean length of a channel's weights.", [], _ => new L2());

    /// <inheritdoc/>
    public Tensor Score(GroupEvidence group, Random random)
    {
        using var scope = NewDisposeScope();
        var norms = group.Of(TensorRole.Weight).Select(m => m.Values.Squared().sum(dim: 1).sqrt()); // each [channels]
        return stack(norms).mean([0]).MoveToOuterDisposeScope();
    }
}

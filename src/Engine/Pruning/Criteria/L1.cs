using Slimfront.Engine.Operators;
using Slimfront.Search.Techniques;
using static TorchSharp.torch;

namespace Slimfront.Engine.Pruning.Criteria;

/// <summary>Σ|w| over a channel's filter; the mean over the filters where a channel has several.</summary>
/// <remarks>Li et al. (2017), "Pruning Filters for Efficient ConvNets", arXiv:1608.08710, §3.1.</remarks>
public sealed class L1 : IPruningCriterion, IDescribed<IPruningCriterion>
{
    /// <inheritdoc/>
    public static Technique<IPruningCriterion> Technique { get; } =
        new(
            "l1",
            "arXiv:1608.08710 §3.1",
            "Sum of the magnitudes of a channel's weights.",
            [],
            _ => new L1()
        );

    /// <inheritdoc/>
    public Tensor Score(GroupEvidence group, Random random)
    {
        using var scope = NewDisposeScope();
        var norms = group.Of(TensorRole.Weight).Select(m => m.Values.abs().sum(dim: 1)); // each [channels]
        return stack(norms).mean([0]).MoveToOuterDisposeScope();
    }
}

using Slimfront.Engine.Native;
using Slimfront.Engine.Operators;
using Slimfront.Search.Techniques;
using static TorchSharp.torch;

namespace Slimfront.Engine.Pruning.Criteria;

/// <summary>
/// Σⱼ ‖wᵢ − wⱼ‖₂: how far a channel's filter is from all others of its layer. Filters near the geometric median go,
/// since the others can stand in for them; the mean over the filters where a channel has several.
/// </summary>
/// <remarks>
/// He et al. (2019), "Filter Pruning via Geometric Median", arXiv:1811.00250, eq. 6. Distances of the weights themselves,
/// not of their squares, which would lose the signs.
/// </remarks>
public sealed class Fpgm : IPruningCriterion, IDescribed<IPruningCriterion>
{
    /// <inheritdoc/>
    public static Technique<IPruningCriterion> Technique { get; } =
        new(
            "fpgm",
            "arXiv:1811.00250",
            "Distance of a channel's weights from those of all others: the most replaceable go.",
            [],
            _ => new Fpgm()
        );

    /// <inheritdoc/>
    public Tensor Score(GroupEvidence group, Random random)
    {
        using var scope = NewDisposeScope();
        var distances = group.Of(TensorRole.Weight).Select(m => Distances(m.Values));
        return stack(distances).mean([0]).MoveToOuterDisposeScope();
    }

    // Row by row: exact where a product of matrices would cancel, and no [channels, channels, numbers] in memory.
    private static Tensor Distances(Tensor filters)
    {
        using var scope = NewDisposeScope();
        var rows = Enumerable
            .Range(0, (int)filters.shape[0])
            .Select(i => (filters - filters[i]).Squared().sum(dim: 1).sqrt().sum());
        return stack(rows).MoveToOuterDisposeScope(); // [channels]
    }
}

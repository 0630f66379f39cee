using Slimfront.Engine.Native;
using Slimfront.Engine.Operators;
using Slimfront.Search.Techniques;
using static TorchSharp.torch;

namespace Slimfront.Engine.Pruning.Criteria;

/// <summary>
/// (Σ g·w)² over a channel's filter: the first-order estimate of how the loss changes, squared, without the filter; the
/// mean over the filters where a channel has several, and over batches.
/// </summary>
/// <remarks>
/// Molchanov et al. (2019), "Importance Estimation for Neural Network Pruning", arXiv:1906.10771, eq. 8. The sum over
/// the filter is squared, not each product: what its weights do together counts.
/// </remarks>
public sealed class Taylor : IPruningCriterion, IDescribed<IPruningCriterion>
{
    /// <inheritdoc/>
    public static Technique<IPruningCriterion> Technique { get; } =
        new(
            "taylor",
            "arXiv:1906.10771 eq. 8",
            "Estimated change of the loss without a channel, from gradients on training batches.",
            [],
            _ => new Taylor()
        );

    /// <inheritdoc/>
    public CriterionNeeds Needs => CriterionNeeds.Gradients;

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">There are no gradients.</exception>
    public Tensor Score(GroupEvidence group, Random random)
    {
        using var scope = NewDisposeScope();
        var changes = group.Of(TensorRole.Weight).Select(Change); // each [channels]
        return stack(changes).mean([0]).MoveToOuterDisposeScope();
    }

    private static Tensor Change(MemberEvidence member) =>
        member.Gradients is { } gradients
            ? (gradients * member.Values).sum(dim: 1).Squared()
            : throw new InvalidOperationException("The criterion 'taylor' needs gradients.");
}

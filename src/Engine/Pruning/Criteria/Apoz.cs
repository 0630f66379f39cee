using Slimfront.Engine.Channels;
using Slimfront.Engine.Native;
using Slimfront.Search.Techniques;
using static TorchSharp.torch;

namespace Slimfront.Engine.Pruning.Criteria;

/// <summary>
/// 1 − the share of zeros that a channel has after its rectifier, over examples and positions: channels that are mostly
/// silent go. The mean where a channel goes through several rectifiers.
/// </summary>
/// <remarks>
/// Hu et al. (2016), "Network Trimming", arXiv:1607.03250, eq. 1, "average percentage of zeros", here subtracted from 1 so
/// that, as for every criterion, small scores go first. The network answers as after training, on training examples.
/// Zeros mean something after a rectifier only, so networks with a layer that none follows are refused.
/// </remarks>
public sealed class Apoz : IPruningCriterion, IDescribed<IPruningCriterion>
{
    /// <inheritdoc/>
    public static Technique<IPruningCriterion> Technique { get; } =
        new(
            "apoz",
            "arXiv:1607.03250 eq. 1",
            "How often a channel is not zero after its rectifier, on training batches.",
            [],
            _ => new Apoz()
        );

    /// <inheritdoc/>
    public CriterionNeeds Needs => CriterionNeeds.Activations;

    /// <inheritdoc/>
    public void Check(ChannelMap map) =>
        Rectified.Check(map, "The criterion 'apoz' counts zeros after rectifiers");

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">There are no activations.</exception>
    public Tensor Score(GroupEvidence group, Random random)
    {
        if (group.Activations.IsEmpty)
            throw new InvalidOperationException("The criterion 'apoz' needs activations.");
        using var scope = NewDisposeScope();
        var shares = group.Activations.Select(a => a.ne(Scalars.Of(0)).to(float64).mean([1])); // each [channels]
        return stack(shares).mean([0]).MoveToOuterDisposeScope();
    }
}

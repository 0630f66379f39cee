using System.Collections.Immutable;
using Slimfront.Engine.Networks;
using Slimfront.Engine.Tasks;
using Slimfront.Engine.Training;
using static TorchSharp.torch;

namespace Slimfront.Engine.Distillation;

/// <summary>Peers that learn from each other one after another: later ones hear what the changed ones answer.</summary>
/// <remarks>
/// Zhang et al. (2018), arXiv:1706.00384, algorithm 1: all turns of a step see the same batch. The loss of a turn is
/// <see cref="MutualLearning.Of"/>. What a peer hears are answers to the batch in training mode, like its own; the
/// running statistics of a peer follow the data in its own turn alone, so once a step.
/// </remarks>
/// <param name="peers">The nodes of the joint graph whose values are the peers' logits, in the order of turns.</param>
/// <param name="owners">For each peer, whether a tensor, by name, is its own.</param>
/// <param name="labels">How the labels count.</param>
public sealed class MutualTurns(
    ImmutableArray<string> peers,
    ImmutableArray<Func<string, bool>> owners,
    ITargetLoss labels
) : ITurns
{
    /// <inheritdoc/>
    public ImmutableArray<Segment> Segments(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return [.. owners.Select(o => network.Segments(o).Single())];
    }

    /// <summary>The sum over all peers, as if none of them changed.</summary>
    public Tensor Compute(Network network, Batch batch) =>
        new MutualLearning(peers, labels).Compute(network, batch);

    /// <inheritdoc/>
    public Tensor Compute(Network network, Batch batch, int turn)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(batch);
        using var scope = NewDisposeScope();
        var others = Others(network, batch, turn);
        var own = network.Values(batch.Inputs, training: true, peers[turn])[peers[turn]];
        return MutualLearning.Of(own, others, batch.Targets, labels).MoveToOuterDisposeScope();
    }

    private Tensor[] Others(Network network, Batch batch, int turn)
    {
        using var noGradients = no_grad();
        var statistics = network.Statistics.clone();
        var others = peers.RemoveAt(turn);
        var values = network.Values(batch.Inputs, training: true, others);
        network.Statistics.copy_(statistics);
        return [.. others.Select(p => values[p])];
    }
}

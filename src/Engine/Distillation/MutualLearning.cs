using System.Collections.Immutable;
using Slimfront.Engine.Native;
using Slimfront.Engine.Networks;
using Slimfront.Engine.Tasks;
using Slimfront.Engine.Training;
using static TorchSharp.torch;

namespace Slimfront.Engine.Distillation;

/// <summary>
/// Peers that learn from each other: Lᵢ = CEᵢ + 1/(K−1) · Σ over j ≠ i of KL(pⱼ ‖ pᵢ); all of them at once, by the sum.
/// </summary>
/// <remarks>
/// Zhang et al. (2018), "Deep Mutual Learning", arXiv:1706.00384, §2.2 and §2.4, without temperature. KL is summed over
/// classes and averaged over the batch. What a peer hears from others is a target: no gradient goes there, so the sum
/// moves each peer by its own Lᵢ alone.
/// </remarks>
/// <param name="peers">The nodes of the joint graph whose values are the peers' logits, two or more.</param>
/// <param name="labels">How the labels count.</param>
public sealed class MutualLearning(ImmutableArray<string> peers, ITargetLoss labels) : IBatchLoss
{
    /// <inheritdoc/>
    public Tensor Compute(Network network, Batch batch)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(batch);
        using var scope = NewDisposeScope();
        var values = network.Values(batch.Inputs, training: true, peers);
        Tensor[] logits = [.. peers.Select(p => values[p])];
        return logits
            .Select((own, i) => Of(own, [.. logits.Where((_, j) => j != i)], batch.Targets, labels))
            .Aggregate((a, b) => a.Plus(b))
            .MoveToOuterDisposeScope();
    }

    /// <summary>The loss of one peer.</summary>
    /// <param name="own">Its logits, shape [batch, classes].</param>
    /// <param name="others">Those of the other peers; no gradient goes to them.</param>
    /// <param name="classes">The labels, shape [batch].</param>
    /// <param name="labels">How the labels count.</param>
    /// <returns>Shape [].</returns>
    public static Tensor Of(Tensor own, IReadOnlyList<Tensor> others, Tensor classes, ITargetLoss labels)
    {
        ArgumentNullException.ThrowIfNull(own);
        ArgumentNullException.ThrowIfNull(others);
        ArgumentNullException.ThrowIfNull(labels);
        using var scope = NewDisposeScope();
        var share = Scalars.Of(1.0 / (others.Count * own.shape[0]));
        var answer = nn.functional.log_softmax(own, dim: 1); // [batch, classes]
        var sum = others
            .Select(z => nn.functional.softmax(z.detach(), dim: 1))
            .Select(p => nn.functional.kl_div(answer, p, log_target: false, reduction: nn.Reduction.Sum))
            .Aggregate((a, b) => a.Plus(b));
        return labels.Of(own, classes).add(sum, share).MoveToOuterDisposeScope();
    }
}

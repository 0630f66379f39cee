using System.Collections.Immutable;
using Slimfront.Engine.Networks;
using static TorchSharp.torch;

namespace Slimfront.Engine.Training;

/// <summary>What a training run minimises.</summary>
public interface IBatchLoss
{
    /// <summary>Runs the network in training mode and judges what it answers.</summary>
    /// <returns>The mean over the batch, shape [].</returns>
    Tensor Compute(Network network, Batch batch);
}

/// <summary>A loss that changes parts of the network one after the other, all within one step on one batch.</summary>
public interface ITurns : IBatchLoss
{
    /// <summary>What each turn changes: the others' parameters and optimizer buffers stay as they are.</summary>
    ImmutableArray<Segment> Segments(Network network);

    /// <summary>The loss of a turn; the parts before it are changed already.</summary>
    /// <returns>The mean over the batch, shape [].</returns>
    Tensor Compute(Network network, Batch batch, int turn);
}

/// <summary>Cross entropy with the labels, which may be smoothed: (1−s)·CE(z, y) + s/K · Σₖ CE(z, k).</summary>
/// <remarks>Szegedy et al. (2016), arXiv:1512.00567, §7.</remarks>
/// <param name="smoothing">s, 0 for hard labels.</param>
public sealed class CrossEntropy(double smoothing = 0) : IBatchLoss
{
    /// <inheritdoc/>
    public Tensor Compute(Network network, Batch batch)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(batch);
        return Of(network.Forward(batch.Inputs, training: true).Logits, batch.Labels);
    }

    /// <summary>The loss of given logits.</summary>
    /// <param name="logits">Shape [batch, classes].</param>
    /// <param name="labels">Shape [batch].</param>
    public Tensor Of(Tensor logits, Tensor labels) =>
        nn.functional.cross_entropy(logits, labels, label_smoothing: smoothing);
}

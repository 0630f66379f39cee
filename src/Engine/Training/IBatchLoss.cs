using System.Collections.Immutable;
using Slimfront.Engine.Networks;
using Slimfront.Engine.Tasks;
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

/// <summary>How far a network's answers are from the targets.</summary>
/// <param name="loss">The task's.</param>
public sealed class TargetLoss(ITargetLoss loss) : IBatchLoss
{
    /// <inheritdoc/>
    public Tensor Compute(Network network, Batch batch)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(batch);
        return loss.Of(network.Forward(batch.Inputs, training: true).Answers, batch.Targets);
    }
}

using System.Collections.Immutable;
using Slimfront.Engine.Native;
using Slimfront.Engine.Networks;
using Slimfront.Engine.Tasks;
using Slimfront.Engine.Training;
using static TorchSharp.torch;

namespace Slimfront.Engine.Distillation;

/// <summary>The loss of a student: the teacher's share beside the labels' share.</summary>
/// <param name="loss">How the student's answers are made to resemble the teacher's.</param>
/// <param name="teacher">The teacher.</param>
/// <param name="labels">How the labels count.</param>
/// <param name="features">What else of the networks is compared; null for nothing.</param>
public sealed class DistillationObjective(
    IDistillationLoss loss,
    ITeacher teacher,
    ITargetLoss labels,
    FeatureComparison? features = null
) : IBatchLoss
{
    private readonly ImmutableArray<string> _taps = features?.StudentTaps ?? [];

    /// <inheritdoc/>
    public Tensor Compute(Network network, Batch batch)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(batch);
        using var scope = NewDisposeScope();
        var answer = teacher.Answer(batch);
        var student = network.Forward(batch.Inputs, training: true, _taps);
        var total = loss.Compute(student, answer);
        if (loss.LabelWeight > 0)
        {
            var weight = Scalars.Of(loss.LabelWeight);
            total = total.add(labels.Of(student.Answers, batch.Targets), weight);
        }
        if (features is not null)
            total = total.Plus(features.Compute(student, answer));
        return total.MoveToOuterDisposeScope();
    }
}

/// <summary>Answers what a student asks.</summary>
public interface ITeacher
{
    /// <summary>What the teacher computes for a batch, without gradients.</summary>
    Activations Answer(Batch batch);
}

/// <summary>Answers that were computed once, for examples that never change.</summary>
/// <param name="logits">For the whole training split in its order, shape [examples, classes].</param>
public sealed class RecordedTeacher(Tensor logits) : ITeacher
{
    /// <inheritdoc/>
    public Activations Answer(Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return new(logits.index_select(0, batch.Indices), ImmutableDictionary<string, Tensor>.Empty);
    }
}

/// <summary>A network that sees the very inputs the student sees, in evaluation mode.</summary>
/// <param name="network">The teacher.</param>
/// <param name="features">Says what it must tell beside its logits; null for nothing.</param>
public sealed class LiveTeacher(Network network, FeatureComparison? features = null) : ITeacher
{
    private readonly ImmutableArray<string> _taps = features?.TeacherTaps ?? [];

    /// <inheritdoc/>
    public Activations Answer(Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        using var noGradients = no_grad();
        return network.Forward(batch.Inputs, training: false, _taps);
    }
}

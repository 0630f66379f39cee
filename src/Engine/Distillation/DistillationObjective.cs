using System.Collections.Immutable;
using Slimfront.Engine.Networks;
using Slimfront.Engine.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Slimfront.Engine.Distillation;

/// <summary>The loss of a student: the teacher's share beside the labels' share.</summary>
/// <param name="loss">How the student is made to resemble the teacher.</param>
/// <param name="teacher">The teacher.</param>
/// <param name="labels">How the labels count.</param>
public sealed class DistillationObjective(IDistillationLoss loss, ITeacher teacher, CrossEntropy labels)
    : IBatchLoss
{
    /// <inheritdoc/>
    public Tensor Compute(Network network, Batch batch)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(batch);
        using var scope = NewDisposeScope();
        var answer = teacher.Answer(batch);
        var student = network.Forward(batch.Inputs, training: true, loss.StudentTaps(network.Graph));
        var total = loss.Compute(student, answer);
        if (loss.LabelWeight > 0)
        {
            using Scalar weight = loss.LabelWeight;
            total = total.add(labels.Of(student.Logits, batch.Labels), weight);
        }
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
/// <param name="loss">Says what it must tell.</param>
public sealed class LiveTeacher(Network network, IDistillationLoss loss) : ITeacher
{
    /// <inheritdoc/>
    public Activations Answer(Batch batch)
    {
        ArgumentNullException.ThrowIfNull(batch);
        using var noGradients = no_grad();
        return network.Forward(batch.Inputs, training: false, loss.TeacherTaps(network.Graph));
    }
}

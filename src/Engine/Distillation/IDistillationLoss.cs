using System.Collections.Immutable;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Networks;
using static TorchSharp.torch;

namespace Slimfront.Engine.Distillation;

/// <summary>How a student is made to resemble its teacher.</summary>
/// <remarks>
/// The training loop never asks which loss it has: it runs both networks, hands over what they computed, and adds the
/// labels' share. A loss that compares features says so by naming taps.
/// </remarks>
public interface IDistillationLoss
{
    /// <summary>The weight of the cross entropy with the labels, 0 or more.</summary>
    double LabelWeight { get; }

    /// <summary>Whether it compares nothing but logits, so that a teacher's answers can be recorded once.</summary>
    bool NeedsLogitsOnly => true;

    /// <summary>The nodes of the student whose values it compares; none for logits alone.</summary>
    ImmutableArray<string> StudentTaps(ModelGraph student) => [];

    /// <summary>The nodes of the teacher, in the same order.</summary>
    ImmutableArray<string> TeacherTaps(ModelGraph teacher) => [];

    /// <summary>The penalty for being unlike the teacher, its weight included.</summary>
    /// <param name="student">What the student computed.</param>
    /// <param name="teacher">What the teacher computed for the same inputs, without gradients.</param>
    /// <returns>The mean over the batch, shape [].</returns>
    Tensor Compute(Activations student, Activations teacher);
}

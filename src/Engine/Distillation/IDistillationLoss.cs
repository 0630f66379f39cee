using Slimfront.Engine.Networks;
using static TorchSharp.torch;

namespace Slimfront.Engine.Distillation;

/// <summary>How a student's answers are made to resemble its teacher's.</summary>
/// <remarks>
/// The training loop never asks which loss it has: it runs both networks, hands over what they computed, and adds the
/// labels' share. What compares features instead of logits is an <see cref="IFeatureLoss"/> and comes in addition.
/// </remarks>
public interface IDistillationLoss
{
    /// <summary>The weight of the task's own loss on targets, 0 or more.</summary>
    double LabelWeight { get; }

    /// <summary>The penalty for being unlike the teacher, its weight included.</summary>
    /// <param name="student">What the student computed.</param>
    /// <param name="teacher">What the teacher computed for the same inputs, without gradients.</param>
    /// <returns>The mean over the batch, shape [].</returns>
    Tensor Compute(Activations student, Activations teacher);
}

using Slimfront.Engine.Native;
using Slimfront.Engine.Networks;
using static TorchSharp.torch;

namespace Slimfront.Engine.Distillation;

/// <summary>−mean over the batch of Σ p_refiner · log softmax(z_student): the labels themselves play no part.</summary>
/// <remarks>
/// Bagherinezhad et al. (2018), "Label Refinery", arXiv:1805.02641, §3. There is no temperature. Not among the
/// distillation losses to choose from, since its gradient is that of soft targets at temperature 1 and α = 1: what makes
/// the method is that the refiner judges the very crop the student sees.
/// </remarks>
public sealed class RefinedLabels : IDistillationLoss
{
    /// <inheritdoc/>
    public double LabelWeight => 0;

    /// <inheritdoc/>
    public Tensor Compute(Activations student, Activations teacher)
    {
        ArgumentNullException.ThrowIfNull(student);
        ArgumentNullException.ThrowIfNull(teacher);
        using var scope = NewDisposeScope();
        var share = Scalars.Of(-1.0 / student.Answers.shape[0]);
        var answer = nn.functional.log_softmax(student.Answers, dim: 1); // [batch, classes]
        var refined = nn.functional.softmax(teacher.Answers, dim: 1); // [batch, classes]
        return ((refined * answer).sum() * share).MoveToOuterDisposeScope();
    }
}

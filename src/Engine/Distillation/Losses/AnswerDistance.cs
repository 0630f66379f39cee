using Slimfront.Engine.Native;
using Slimfront.Engine.Networks;
using Slimfront.Engine.Tasks;
using Slimfront.Search.Spaces;
using Slimfront.Search.Techniques;
using static TorchSharp.torch;

namespace Slimfront.Engine.Distillation.Losses;

/// <summary>α · mean of (z_student − z_teacher)², beside (1−α) times the task's loss on targets.</summary>
/// <remarks>
/// Ba and Caruana (2014), "Do Deep Nets Really Need to be Deep?", arXiv:1312.6184, §2.2, who regress on logits; here answers are
/// standardised quantities, so that both parts have one scale. The mean is over the batch and the outputs.
/// </remarks>
/// <param name="alpha">α.</param>
public sealed class AnswerDistance(double alpha) : IDistillationLoss, IDescribed<IDistillationLoss>
{
    /// <inheritdoc/>
    public static Technique<IDistillationLoss> Technique { get; } =
        new(
            "answer-distance",
            "arXiv:1312.6184 §2.2",
            "The squared distance from the teacher's answers, beside the targets.",
            [new Parameter.Real("alpha", 0.1, 1)],
            c => new AnswerDistance(c.Real("alpha", 0.5))
        )
        {
            Usual = Configuration.Of(("alpha", Value.Of(0.5))),
            Answers = AnswerKind.Quantities,
        };

    /// <inheritdoc/>
    public double LabelWeight => 1 - alpha;

    /// <inheritdoc/>
    public Tensor Compute(Activations student, Activations teacher)
    {
        ArgumentNullException.ThrowIfNull(student);
        ArgumentNullException.ThrowIfNull(teacher);
        using var scope = NewDisposeScope();
        var weight = Scalars.Of(alpha);
        return (nn.functional.mse_loss(student.Answers, teacher.Answers) * weight).MoveToOuterDisposeScope();
    }
}

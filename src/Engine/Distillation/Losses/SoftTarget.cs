using Slimfront.Engine.Native;
using Slimfront.Engine.Networks;
using Slimfront.Engine.Tasks;
using Slimfront.Search.Spaces;
using Slimfront.Search.Techniques;
using static TorchSharp.torch;

namespace Slimfront.Engine.Distillation.Losses;

/// <summary>α·T²·KL(softmax(z_teacher/T) ‖ softmax(z_student/T)), beside (1−α) times the labels' cross entropy.</summary>
/// <remarks>
/// Hinton, Vinyals and Dean (2015), "Distilling the Knowledge in a Neural Network", arXiv:1503.02531, §2. Summed over
/// classes and averaged over the batch; T² keeps the gradient's size when T changes. The paper leaves the weights open;
/// that they sum to 1 is the custom of later work.
/// </remarks>
/// <param name="temperature">T.</param>
/// <param name="alpha">α.</param>
public sealed class SoftTarget(double temperature, double alpha)
    : IDistillationLoss,
        IDescribed<IDistillationLoss>
{
    /// <inheritdoc/>
    public static Technique<IDistillationLoss> Technique { get; } =
        new(
            "soft-target",
            "arXiv:1503.02531 §2",
            "The teacher's class probabilities, softened by a temperature, beside the labels.",
            [
                new Parameter.Real("temperature", 1, 20, Logarithmic: true),
                new Parameter.Real("alpha", 0.1, 1),
            ],
            c => new SoftTarget(c.Real("temperature", 4), c.Real("alpha", 0.9))
        )
        {
            Usual = Configuration.Of(("temperature", Value.Of(4.0)), ("alpha", Value.Of(0.9))),
            Answers = AnswerKind.Probabilities,
        };

    /// <inheritdoc/>
    public double LabelWeight => 1 - alpha;

    /// <inheritdoc/>
    public Tensor Compute(Activations student, Activations teacher)
    {
        using var scope = NewDisposeScope();
        var warmth = Scalars.Of(temperature);
        var weight = Scalars.Of(alpha * temperature * temperature / student.Answers.shape[0]);
        var answer = nn.functional.log_softmax(student.Answers / warmth, dim: 1); // [batch, classes]
        var target = nn.functional.softmax(teacher.Answers / warmth, dim: 1); // [batch, classes]
        var sum = nn.functional.kl_div(answer, target, log_target: false, reduction: nn.Reduction.Sum); // []
        return (sum * weight).MoveToOuterDisposeScope();
    }
}

using System.Collections.Immutable;
using Slimfront.Search.Objectives;
using Slimfront.Search.Techniques;
using static TorchSharp.torch;

namespace Slimfront.Engine.Tasks.Regression;

/// <summary>How large one or several quantities are.</summary>
/// <remarks>
/// Networks learn and answer standardised quantities: (value − mean) / deviation, both of the training split, so that one learning rate suits
/// data of any unit (<see cref="Quantities"/>).
/// </remarks>
public sealed class RegressionTask : ITask, IDescribed<ITask>
{
    /// <summary>Mean of |answer − target|, in the target's unit; of several targets the mean of their errors in standard deviations.</summary>
    public static readonly Objective MeanAbsoluteError = new("mae", "", Direction.Minimise, IsAnalytic: false)
    {
        Title = "mean absolute error",
    };

    /// <summary>R² = 1 − Σ(answer − target)² / Σ(target − mean of targets)²: 1 at best, 0 for always answering the mean; of several targets the mean.</summary>
    public static readonly Objective Determination = new("r2", "", Direction.Maximise, IsAnalytic: false)
    {
        Title = "R²",
    };

    /// <inheritdoc/>
    public static Technique<ITask> Technique { get; } =
        new("regression", "—", "How large one or several quantities are.", [], _ => new RegressionTask());

    /// <inheritdoc/>
    public string Answers => AnswerKind.Quantities;

    /// <inheritdoc/>
    public string Output => "target";

    /// <inheritdoc/>
    public ImmutableArray<Objective> Measures => [MeanAbsoluteError, Determination];

    /// <inheritdoc/>
    public string? NoSmoothing => "a quantity has no weight that could be spread over classes";

    /// <inheritdoc/>
    public Targets Read(IReadOnlyList<TargetPart> parts, TargetHints hints) => Quantities.Read(parts, hints);

    /// <inheritdoc/>
    public ITargetLoss Loss(double smoothing) => new MeanSquaredError();

    /// <inheritdoc/>
    public IMeter Meter(Targets targets) => new ErrorMeter((Quantities)targets);
}

/// <summary>Mean over the batch and the targets of (answer − target)², both standardised.</summary>
public sealed class MeanSquaredError : ITargetLoss
{
    /// <inheritdoc/>
    public Tensor Of(Tensor answers, Tensor targets) => nn.functional.mse_loss(answers, targets);
}

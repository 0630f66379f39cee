using System.Collections.Immutable;
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
    /// <inheritdoc/>
    public static Technique<ITask> Technique { get; } =
        new("regression", "—", "How large one or several quantities are.", [], _ => new RegressionTask());

    /// <inheritdoc/>
    public string Answers => AnswerKind.Quantities;

    /// <inheritdoc/>
    public string Output => "target";

    /// <inheritdoc/>
    public ImmutableArray<string> UsualMeasures =>
        [MeanAbsoluteError.Technique.Key, Determination.Technique.Key];

    /// <inheritdoc/>
    public string? NoSmoothing => "a quantity has no weight that could be spread over classes";

    /// <inheritdoc/>
    public Targets Read(IReadOnlyList<TargetPart> parts, TargetHints hints) => Quantities.Read(parts, hints);

    /// <inheritdoc/>
    public ITargetLoss Loss(double smoothing) => new MeanSquaredError();

    /// <inheritdoc/>
    public IMeter LossMeter() => new LossMeter((z, y) => nn.functional.mse_loss(z, y, nn.Reduction.Sum));
}

/// <summary>Mean over the batch and the targets of (answer − target)², both standardised.</summary>
public sealed class MeanSquaredError : ITargetLoss
{
    /// <inheritdoc/>
    public Tensor Of(Tensor answers, Tensor targets) => nn.functional.mse_loss(answers, targets);
}

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
    public IMeter LossMeter() => new SquaresSum();

    // The mean over examples and targets of the squared error, standardised.
    private sealed class SquaresSum : IMeter
    {
        private long _count;
        private double _squares;

        public Measurement Result => Measurement.Of(("loss", _squares / _count));

        public void Add(Tensor answers, Tensor targets)
        {
            _count += answers.numel();
            _squares += nn.functional.mse_loss(answers, targets, nn.Reduction.Sum).cpu().item<float>();
        }
    }
}

/// <summary>Mean over the batch and the targets of (answer − target)², both standardised.</summary>
public sealed class MeanSquaredError : ITargetLoss
{
    /// <inheritdoc/>
    public Tensor Of(Tensor answers, Tensor targets) => nn.functional.mse_loss(answers, targets);
}

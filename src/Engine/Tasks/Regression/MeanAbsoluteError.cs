using Slimfront.Search.Objectives;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Tasks.Regression;

/// <summary>The mean of |answer − target|, in the target's unit; of several targets the mean of their errors in standard deviations.</summary>
/// <remarks>Of several targets "mae.NAME" tells the error of each in its own unit.</remarks>
public sealed class MeanAbsoluteError : IMeasure, IDescribed<IMeasure>
{
    /// <inheritdoc/>
    public static Technique<IMeasure> Technique { get; } =
        new(
            "mae",
            "—",
            "Mean absolute error, in the target's unit; of several targets in standard deviations.",
            [],
            _ => new MeanAbsoluteError()
        )
        {
            Answers = AnswerKind.Quantities,
        };

    /// <inheritdoc/>
    public Objective Objective { get; } =
        new(Technique.Key, "", Direction.Minimise, IsAnalytic: false) { Title = "mean absolute error" };

    /// <inheritdoc/>
    public IMeasureMeter Meter(Targets targets) =>
        new Errors(
            (Quantities)targets,
            Technique.Key,
            a => [.. a.Errors.Select(Math.Abs)],
            scale => scale.Deviation
        );
}

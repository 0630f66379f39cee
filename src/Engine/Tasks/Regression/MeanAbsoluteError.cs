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
    public IMeter Meter(Targets targets)
    {
        var quantities = (Quantities)targets;
        return new Errors(
            quantities,
            Objective,
            InUnit,
            sums => sums.Length == 1 ? InUnit(sums[0], 0) : sums.Average(s => s.Absolute / s.Count)
        );

        double InUnit(Sums sums, int target) =>
            sums.Absolute / sums.Count * quantities.Scales[target].Deviation;
    }
}

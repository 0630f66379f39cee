using Slimfront.Search.Objectives;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Tasks.Regression;

/// <summary>
/// R² = 1 − Σ(answer − target)² / Σ(target − mean of targets)²: 1 at best, 0 for always answering the split's mean, below 0 for worse;
/// of several targets the mean of theirs.
/// </summary>
/// <remarks>NaN where a target never changes on the split. Of several targets "r2.NAME" tells the value of each.</remarks>
public sealed class Determination : IMeasure, IDescribed<IMeasure>
{
    /// <inheritdoc/>
    public static Technique<IMeasure> Technique { get; } =
        new(
            "r2",
            "—",
            "R², the share of the targets' variance that is explained.",
            [],
            _ => new Determination()
        )
        {
            Answers = AnswerKind.Quantities,
        };

    /// <inheritdoc/>
    public Objective Objective { get; } =
        new(Technique.Key, "", Direction.Maximise, IsAnalytic: false) { Title = "R²" };

    /// <inheritdoc/>
    public IMeter Meter(Targets targets) =>
        new Errors((Quantities)targets, Objective, (s, _) => Of(s), sums => sums.Average(Of));

    private static double Of(Sums sums) =>
        sums.Variation > 0 ? 1 - (sums.Squared / sums.Variation) : double.NaN;
}

using Slimfront.Search.Objectives;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Tasks.Regression;

/// <summary>
/// R² = 1 − Σ(answer − target)² / Σ(target − mean of targets)²: 1 at best, 0 for always answering the split's mean, below 0 for worse;
/// of several targets the mean of theirs.
/// </summary>
/// <remarks>
/// Where a target never changes on the split there is no variance to explain: then 1 if every answer is exact, else 0.
/// Of several targets "r2.NAME" tells the value of each.
/// </remarks>
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
    public IMeasureMeter Meter(Targets targets) =>
        new Errors((Quantities)targets, Technique.Key, Explained, _ => 1);

    // 1 − e²·n / Σ(target − mean)²: the mean over n examples is R².
    private static double[] Explained(Answered answered)
    {
        var mean = answered.Targets.Average();
        var variance = answered.Targets.Average(t => (t - mean) * (t - mean));
        if (variance > Quantities.Constant * Quantities.Constant * mean * mean)
            return [.. answered.Errors.Select(e => 1 - (e * e / variance))];
        var value = answered.Errors.TrueForAll(e => e == 0) ? 1.0 : 0;
        return [.. answered.Errors.Select(_ => value)];
    }
}

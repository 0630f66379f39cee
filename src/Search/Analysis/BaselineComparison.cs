using System.Collections.Immutable;
using Slimfront.Search.Pareto;
using Slimfront.Search.Studies;

namespace Slimfront.Search.Analysis;

/// <summary>Whether a recipe was worth its trouble, judged by the study's objectives.</summary>
public enum Verdict
{
    /// <summary>The two cannot be compared: one was not measured.</summary>
    Unknown,

    /// <summary>It is at least as good in every objective and better in one.</summary>
    Better,

    /// <summary>The simpler recipe is as good in every objective.</summary>
    Equal,

    /// <summary>The simpler recipe is better in one objective and as good in the others.</summary>
    Worse,

    /// <summary>Each is better in some objective.</summary>
    Mixed,
}

/// <summary>A model of the front beside that of a simpler recipe.</summary>
/// <param name="Link">Which two.</param>
/// <param name="Trial">The trial of the front.</param>
/// <param name="Baseline">The simpler one's; null where it was refused, or not begun before the study was stopped.</param>
/// <param name="Verdict">What came out.</param>
public sealed record BaselineComparison(BaselineLink Link, Trial Trial, Trial? Baseline, Verdict Verdict)
{
    /// <summary>What is simpler, in words: "no teacher".</summary>
    public string Kind => Link.Kind.Replace('-', ' ');

    /// <summary>Whether the simpler recipe is as good or better.</summary>
    public bool IsInVain => Verdict is Verdict.Equal or Verdict.Worse;

    /// <summary>What came out, in words.</summary>
    public string Words =>
        Verdict switch
        {
            Verdict.Better => "better",
            Verdict.Equal => "NO BETTER: the simpler recipe is as good",
            Verdict.Worse => "WORSE: the simpler recipe is better",
            Verdict.Mixed => "each is better in something",
            _ => Obstacle,
        };

    private string Obstacle =>
        Baseline?.Outcome switch
        {
            _ when Link.Refusal.Length > 0 => $"refused: {Link.Refusal}",
            Outcome.Failed f => $"failed: {f.Reason}",
            Outcome.Stopped s => $"given up: {s.Reason}",
            _ => "not run",
        };

    /// <summary>The comparisons of a study, in the order in which they were asked for; empty before the search is over.</summary>
    /// <remarks>A simpler recipe that came to the same file is no comparison: it is left out.</remarks>
    public static ImmutableArray<BaselineComparison> Of(Study study) =>
        [
            .. study
                .Baselines.Select(link =>
                {
                    var trial = study.Trial(link.Trial);
                    var baseline =
                        link.Baseline is { } n && n.Value < study.Trials.Count ? study.Trial(n) : null;
                    return new BaselineComparison(link, trial, baseline, Judge(study.Spec, trial, baseline));
                })
                .Where(c => !IsSameModel(study, c)),
        ];

    private static bool IsSameModel(Study study, BaselineComparison comparison) =>
        comparison.Baseline is { } baseline
        && study.Result(comparison.Trial.Model) is { } mine
        && study.Result(baseline.Model)?.Artifact == mine.Artifact;

    private static Verdict Judge(StudySpec spec, Trial trial, Trial? baseline)
    {
        if (trial.Measurement is not { } measured || baseline?.Measurement is not { } other)
            return Verdict.Unknown;
        var (mine, simpler) = (measured.Losses(spec.Objectives), other.Losses(spec.Objectives));
        return (Dominance.WeaklyDominates(mine, simpler), Dominance.WeaklyDominates(simpler, mine)) switch
        {
            (true, true) => Verdict.Equal,
            (true, false) => Verdict.Better,
            (false, true) => Verdict.Worse,
            _ => Verdict.Mixed,
        };
    }
}

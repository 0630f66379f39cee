using Slimfront.Reports;
using Slimfront.Reports.Writing;
using Slimfront.Search.Analysis;
using Slimfront.Search.Recipes;
using Slimfront.Search.Studies;

namespace Slimfront.Cli.Views;

/// <summary>What is printed when a study is over, or asked about.</summary>
public static class Summary
{
    /// <summary>The front as a table, best quality first, with the teacher below it.</summary>
    public static IEnumerable<string> Front(Study study)
    {
        var objectives = study.Spec.Objectives;
        var front = study
            .Front()
            .Select(study.Trial)
            .OrderBy(t => objectives[0].Loss(t.Measurement![objectives[0].Key]));
        var rows = new List<string[]>
        {
            (string[])["trial", .. objectives.Select(o => o.Key), "test", "recipe"],
        };
        rows.AddRange(front.Select(t => Row(study, t, $"{t.Number}")));
        if (study.Teacher?.Measurement is not null)
            rows.Add(Row(study, study.Teacher, "teacher"));
        return study.Completed > 0 && rows.Count == (study.Teacher?.Measurement is null ? 1 : 2)
            ? Aligned(rows)
                .Append(Headline.Best(ReportModel.From(study, a => a.Hex, (_, _) => PipelineKind.Plain)))
            : Aligned(rows);
    }

    // All columns but the last to the right.
    private static IEnumerable<string> Aligned(List<string[]> rows)
    {
        var widths = Enumerable
            .Range(0, rows[0].Length - 1)
            .Select(c => rows.Max(r => r[c].Length))
            .ToArray();
        return rows.Select(r =>
            string.Join("  ", r.Select((cell, c) => c < widths.Length ? cell.PadLeft(widths[c]) : cell))
        );
    }

    private static string[] Cells(Study study, Trial? trial)
    {
        var (quality, other) = (study.Spec.Objectives[0], study.Spec.Objectives[1]);
        return
        [
            trial is null ? "–"
            : trial.Number == TrialNumber.Teacher ? "teacher"
            : $"{trial.Number}",
            Format.Value(quality, trial?.Measurement?[quality.Key] ?? double.NaN),
            Format.Value(quality, trial?.Test?[quality.Key] ?? double.NaN),
            Format.Value(other, trial?.Measurement?[other.Key] ?? double.NaN),
        ];
    }

    /// <summary>Models of the front beside those of simpler recipes, with a verdict; empty where nothing was compared.</summary>
    public static IEnumerable<string> Baselines(Study study)
    {
        var comparisons = BaselineComparison.Of(study);
        if (comparisons.IsEmpty)
            return [];
        var (quality, other) = (study.Spec.Objectives[0], study.Spec.Objectives[1]);
        string[] titles = ["trial", quality.Key, "test", other.Key];
        var rows = new List<string[]> { (string[])[.. titles, "against", .. titles, "verdict"] };
        rows.AddRange(
            comparisons.Select(c =>
                (string[])[.. Cells(study, c.Trial), c.Kind, .. Cells(study, c.Baseline), c.Words]
            )
        );
        return Aligned(rows);
    }

    /// <summary>How many baselines there are, and how many of all trials have failed.</summary>
    public static (int Baselines, int Failed) Counts(Study study)
    {
        ArgumentNullException.ThrowIfNull(study);
        return (
            study.Trials.Count - study.Searched.Count(),
            study.Trials.Count(t => t.Outcome is Outcome.Failed)
        );
    }

    /// <summary>What the study does now, in a word.</summary>
    public static string Phase(Study study)
    {
        ArgumentNullException.ThrowIfNull(study);
        return study.IsPaused ? "paused" : study.Phase.ToString().ToLowerInvariant();
    }

    /// <summary>Where the study stands, in one line.</summary>
    public static string State(Study study)
    {
        var (baselines, failed) = Counts(study);
        var compared = baselines > 0 ? $" and {baselines} baselines" : "";
        var failures = failed > 0 ? $", {failed} failed" : "";
        var reason = study.Reason is { } r ? $" ({r})" : "";
        return $"{study.Spec.Name}: {Phase(study)}{reason}, "
            + $"{study.Ended}/{study.Spec.Budget.Trials} trials{compared}{failures}, front of {study.Front().Length}, "
            + $"{study.DeviceSeconds:0} device seconds";
    }

    private static string[] Row(Study study, Trial trial, string name)
    {
        var objectives = study.Spec.Objectives;
        var test = trial.Test is { } t ? Format.Measured(objectives[0], t) : "";
        return
        [
            name,
            .. objectives.Select(o => Format.Value(o, trial.Measurement![o.Key])),
            test,
            trial.Summary,
        ];
    }
}

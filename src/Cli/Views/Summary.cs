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
        var widths = Enumerable
            .Range(0, rows[0].Length - 1)
            .Select(c => rows.Max(r => r[c].Length))
            .ToArray();
        return rows.Select(r =>
            string.Join("  ", r.Select((cell, c) => c < widths.Length ? cell.PadLeft(widths[c]) : cell))
        );
    }

    /// <summary>Where the study stands, in one line.</summary>
    public static string State(Study study)
    {
        var ended = study.Trials.Count(t => t.Outcome is not null && t.Fidelity?.Continues is null);
        var failed = study.Trials.Count(t => t.Outcome is Outcome.Failed);
        var failures = failed > 0 ? $", {failed} failed" : "";
        var reason = study.Reason is { } r ? $" ({r})" : "";
        return $"{study.Spec.Name}: {study.Phase.ToString().ToLowerInvariant()}{reason}, "
            + $"{ended}/{study.Spec.Budget.Trials} trials{failures}, front of {study.Front().Length}, "
            + $"{study.DeviceSeconds:0} device seconds";
    }

    private static string[] Row(Study study, Trial trial, string name)
    {
        var objectives = study.Spec.Objectives;
        var test = trial.Test is { } t ? Format.Value(objectives[0], t[objectives[0].Key]) : "";
        return
        [
            name,
            .. objectives.Select(o => Format.Value(o, trial.Measurement![o.Key])),
            test,
            trial.Summary,
        ];
    }
}

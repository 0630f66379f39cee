using System.Collections.Immutable;
using Slimfront.Reports.Model;
using Slimfront.Reports.Writing;
using Slimfront.Search.Objectives;
using Slimfront.Search.Techniques;

namespace Slimfront.Reports.Formats;

/// <summary>Every trial, the front alone, and the front beside simpler recipes, as tables for other programs.</summary>
/// <remarks>
/// RFC 4180 in UTF-8. Numbers are raw (accuracy 0 to 1, sizes in bytes), with a decimal point; what was not measured or is
/// not finite is empty. A column "test_X" is X on the test split, between "test_X_low" and "test_X_high" at 95 % confidence; "config:PATH" is a value of the configuration.
/// </remarks>
public sealed class CsvReport : IReportFormat, IDescribed<IReportFormat>
{
    /// <inheritdoc/>
    public static Technique<IReportFormat> Technique { get; } =
        new(
            "csv",
            "—",
            "tables for other programs (trials.csv, front.csv, baselines.csv)",
            [],
            _ => new CsvReport()
        );

    /// <inheritdoc/>
    public ImmutableArray<string> Write(ReportModel model, string directory) =>
        [
            ReportFile.Write(directory, "trials.csv", Csv.Of(Table(model, [.. model.All]))),
            ReportFile.Write(directory, "front.csv", Csv.Of(Table(model, model.Front))),
            ReportFile.Write(directory, "baselines.csv", Csv.Of(Baselines(model))),
        ];

    // A row for each model of the front and each simpler recipe; "baseline_X" is X of the latter.
    private static IEnumerable<string[]> Baselines(ReportModel model)
    {
        string[] keys = [.. model.Spec.Objectives.Select(o => o.Key)];
        string[] Row(Measurement? values, Measurement? test) =>
            [
                .. keys.Select(k => Quantity.Raw(values?[k] ?? double.NaN)),
                .. keys.Select(k => Quantity.Raw(test?[k] ?? double.NaN)),
            ];
        yield return
        [
            "trial",
            "kind",
            "baseline",
            "verdict",
            "words",
            .. keys,
            .. keys.Select(k => $"test_{k}"),
            .. keys.Select(k => $"baseline_{k}"),
            .. keys.Select(k => $"baseline_test_{k}"),
        ];
        foreach (var c in model.Baselines)
            yield return
            [
                $"{c.Trial.Number}",
                c.Link.Kind,
                $"{c.Baseline?.Number}",
                c.Verdict.ToString().ToLowerInvariant(),
                c.Words,
                .. Row(c.Trial.Measurement, c.Trial.Test),
                .. Row(c.Baseline?.Measurement, c.Baseline?.Test),
            ];
    }

    private static IEnumerable<string[]> Table(ReportModel model, ImmutableArray<TrialRow> trials)
    {
        var columns = Columns(model).ToArray();
        return trials
            .Select(t => columns.Select(c => c.Value(t)).ToArray())
            .Prepend([.. columns.Select(c => c.Name)]);
    }

    // Both files have the columns of all trials.
    private static IEnumerable<(string Name, Func<TrialRow, string> Value)> Columns(ReportModel model)
    {
        yield return ("trial", t => t.Name);
        yield return ("outcome", t => t.Status);
        yield return ("front", t => t.IsFront ? "1" : "0");
        yield return ("knee", t => t.IsKnee ? "1" : "0");
        yield return ("kind", t => t.Kind.Label);
        yield return ("summary", t => t.Summary);
        foreach (var objective in model.Columns)
            yield return (objective.Key, t => Quantity.Raw(t.Values[objective.Key]));
        foreach (var objective in model.TestColumns)
        {
            yield return ($"test_{objective.Key}", t => Quantity.Raw(t.Test[objective.Key]));
            yield return ($"test_{objective.Key}_low", t => Quantity.Raw(Bounds(t).Low));
            yield return ($"test_{objective.Key}_high", t => Quantity.Raw(Bounds(t).High));

            Interval Bounds(TrialRow trial) =>
                trial.Test.Interval(objective.Key) ?? new(double.NaN, double.NaN);
        }
        yield return ("compression_factor", t => Quantity.Raw(t.Comparison.Factor));
        yield return (Quantity.DifferenceKey(model.Axes.Quality), t => Quantity.Raw(t.Comparison.Difference));
        yield return ("origin", t => t.Origin);
        yield return ("ended_after_device_seconds", t => t.Outcome is null ? "" : Quantity.Raw(t.EndedAfter));
        yield return ("model_sha256", t => t.Model?.Artifact.Hex ?? "");
        yield return ("model_path", t => t.Model?.Path ?? "");
        yield return ("rung", t => t.Fidelity is { } f ? $"{f.Rung + 1}" : "");
        yield return ("continues", t => t.Fidelity?.Continues?.ToString() ?? "");
        yield return ("broken_limits", t => string.Join(' ', model.Broken(t).Select(l => l.Objective)));
        yield return ("reason", t => t.Reason);
        var paths = model.All.SelectMany(t => t.Configuration.Paths).Distinct(StringComparer.Ordinal);
        foreach (var path in paths.Order(StringComparer.Ordinal))
            yield return ($"config:{path}", t => t.Configuration.Find(path)?.ToString() ?? "");
    }
}

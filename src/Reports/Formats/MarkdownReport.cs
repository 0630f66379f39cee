using System.Collections.Immutable;
using System.Text;
using Slimfront.Reports.Model;
using Slimfront.Reports.Writing;
using Slimfront.Search.Studies;
using Slimfront.Search.Techniques;

namespace Slimfront.Reports.Formats;

/// <summary>The result in a page of Markdown, for issues, wikis and pull requests.</summary>
public sealed class MarkdownReport : IReportFormat, IDescribed<IReportFormat>
{
    /// <inheritdoc/>
    public static Technique<IReportFormat> Technique { get; } =
        new("md", "—", "a page of Markdown (report.md)", [], _ => new MarkdownReport());

    /// <inheritdoc/>
    public ImmutableArray<string> Write(ReportModel model, string directory) =>
        [ReportFile.Write(directory, "report.md", Page(model))];

    private static string Page(ReportModel model)
    {
        var text = new StringBuilder();
        text.Append($"# {Markdown.Escape(model.Spec.Name)}\n\n");
        string?[] sentences =
        [
            Headline.Best(model),
            Headline.OneModel(model),
            Headline.SmallestGood(model),
            Headline.Progress(model),
        ];
        foreach (var sentence in sentences.OfType<string>())
            text.Append(Markdown.Escape(sentence)).Append("\n\n");
        text.Append("## The front\n\n").Append(Front(model)).Append('\n');
        text.Append(Baselines(model));
        text.Append("## Shared stages\n\n").Append(Sharing(model)).Append('\n');
        text.Append("## Hypervolume\n\n").Append(Markdown.Escape(Headline.Volume(model))).Append("\n\n");
        text.Append(Failures(model));
        text.Append("## How to reproduce\n\n").Append(Headline.Reproduce(model)).Append("\n\n");
        return text.Append(Markdown.Block("yaml", StudyYaml.Of(model.Spec))).ToString();
    }

    private static string Front(ReportModel model)
    {
        var trials = model.Teacher is { } teacher ? model.Front.Append(teacher) : model.Front;
        var columns = FrontColumns(model).ToArray();
        return Markdown.Table(
            [.. columns.Select(c => c.Title)],
            trials.Select(t => columns.Select(c => c.Cell(t)).ToArray())
        );
    }

    private static IEnumerable<(string Title, Func<TrialRow, string> Cell)> FrontColumns(ReportModel model)
    {
        yield return (">trial", t => t.IsKnee ? $"**{t.Name}**" : t.Name);
        foreach (var objective in model.Columns)
            yield return (
                $">{Quantity.Name(objective)}",
                t => Quantity.Of(objective, t.Values[objective.Key])
            );
        foreach (var objective in model.TestColumns)
            yield return ($">test {Quantity.Name(objective)}", t => Quantity.Measured(objective, t.Test));
        yield return (">smaller", t => Quantity.Factor(t.Comparison.Factor));
        yield return (
            $">{Quantity.DifferenceOf(model.Axes.Quality)}",
            t => Quantity.Difference(model.Axes.Quality, t.Comparison.Difference)
        );
        yield return ("recipe", t => Markdown.Escape(t.Summary));
        yield return ("file", t => t.Model is { } file ? $"`{file.Artifact.Short}`" : Quantity.None);
    }

    private static string Baselines(ReportModel model)
    {
        if (Headline.Baselines(model) is not { } sentence)
            return "";
        var (quality, size) = (model.Axes.Quality, model.Axes.Size);
        var table = Markdown.Table(
            [">trial", .. Titles(), "against", ">trial", .. Titles(), "verdict"],
            model.Baselines.Select(c =>
                (string[])
                    [
                        $"{c.Trial.Number}",
                        .. Cells(c.Trial),
                        Markdown.Escape(c.Kind),
                        c.Baseline is { } b ? $"{b.Number}" : Quantity.None,
                        .. Cells(c.Baseline),
                        Markdown.Escape(c.Words),
                    ]
            )
        );
        return $"## Was it worth it?\n\n{Markdown.Escape(sentence)} {Markdown.Escape(Headline.BaselineNote)}\n\n{table}\n";

        string[] Titles() => [$">{Quantity.Name(quality)}", ">test", $">{Quantity.Name(size)}"];
        string[] Cells(Trial? trial) =>
            [
                Quantity.Of(quality, trial?.Measurement?[quality.Key] ?? double.NaN),
                Quantity.Of(quality, trial?.Test?[quality.Key] ?? double.NaN),
                Quantity.Of(size, trial?.Measurement?[size.Key] ?? double.NaN),
            ];
    }

    private static string Sharing(ReportModel model)
    {
        var rows = model.Sharing.Operations.Select(o =>
            (string[])
                [
                    Markdown.Escape(o.Operation),
                    $"{o.Asked}",
                    $"{o.Ran}",
                    Quantity.Duration(o.TrainingAsked),
                    Quantity.Duration(o.TrainingSpent),
                ]
        );
        var table = Markdown.Table(["stage", ">asked for", ">ran", ">training asked for", ">spent"], rows);
        return $"{Markdown.Escape(Headline.Sharing(model.Sharing))}\n\n{table}";
    }

    private static string Failures(ReportModel model)
    {
        var failures = model
            .Failures.Select(t => $"- trial {t.Name}: {Markdown.Escape(t.Reason)}\n")
            .ToArray();
        return failures.Length == 0 ? "" : $"## Failures\n\n{string.Concat(failures)}\n";
    }
}

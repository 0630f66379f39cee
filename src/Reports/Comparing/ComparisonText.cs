using System.Text;
using Slimfront.Reports.Writing;
using Slimfront.Search.Objectives;

namespace Slimfront.Reports.Comparing;

/// <summary>What a comparison says: tables of plain cells, for Markdown and for a web page.</summary>
public static class ComparisonText
{
    private static readonly double[] Shares = [0.25, 0.5, 0.75, 1];

    /// <summary>Who reached what, and how soon, in one sentence.</summary>
    public static string Headline(StudyComparison both)
    {
        var (ahead, behind) =
            both.Left.Final >= both.Right.Final ? (both.Left, both.Right) : (both.Right, both.Left);
        if (ahead.Final.Equals(behind.Final))
            return $"Both reach a hypervolume of {Quantity.Number(ahead.Final)}.";
        var trials = Contender.When(ahead.OverTrials, behind.Final);
        var seconds = Contender.When(ahead.OverSeconds, behind.Final);
        return $"{ahead.Name} reaches a hypervolume of {Quantity.Number(ahead.Final)}, {behind.Name} "
            + $"{Quantity.Number(behind.Final)}; what {behind.Name} has in the end, {ahead.Name} has after "
            + $"{Quantity.Count((int)trials, "trial")} and {Quantity.Duration(seconds)} of device time.";
    }

    /// <summary>All tables, each with its title.</summary>
    public static IEnumerable<(string Title, Table Table)> Tables(StudyComparison both)
    {
        yield return ("In the end", Ends(both));
        yield return ("Hypervolume over trials", Growth(both, c => c.OverTrials.LastOrDefault().At, false));
        yield return (
            "Hypervolume over device seconds",
            Growth(both, c => c.OverSeconds.LastOrDefault().At, true)
        );
        yield return (
            $"Best {Quantity.Name(both.Axes.Quality)} up to a {Quantity.Name(both.Axes.Size)}",
            Attained(both)
        );
        foreach (var contender in both.Both)
            yield return ($"Front of {contender.Name}", Front(contender));
    }

    /// <summary>A page of Markdown.</summary>
    /// <param name="both">The comparison.</param>
    /// <param name="pictures">Their titles and file names.</param>
    public static string Markdown(StudyComparison both, IEnumerable<(string Title, string File)> pictures)
    {
        var text = new StringBuilder();
        text.Append(
            $"# {Escape(both.Left.Name)} and {Escape(both.Right.Name)}\n\n{Escape(Headline(both))}\n\n"
        );
        text.Append($"{Escape(Measured(both))}\n\n");
        foreach (var (title, file) in pictures)
            text.Append($"![{Escape(title)}]({file})\n\n");
        foreach (var (title, table) in Tables(both))
        {
            var rows = table.Rows.Select(row => row.Select(Escape).ToArray());
            text.Append($"## {Escape(title)}\n\n");
            text.Append(
                Writing.Markdown.Table(
                    [.. table.Header.Select((h, i) => (i > 0 ? ">" : "") + Escape(h))],
                    rows
                )
            );
            text.Append('\n');
        }

        return text.ToString();
    }

    /// <summary>From where hypervolumes are measured.</summary>
    public static string Measured(StudyComparison both) =>
        both.Reference.IsEmpty
            ? "No trial counts."
            : "Hypervolumes of both are measured from "
                + string.Join(
                    " and ",
                    both.Objectives.Zip(both.Reference, (o, r) => $"{Quantity.Name(o)} {Quantity.Of(o, r)}")
                )
                + ", a tenth beyond the worst trial. The best compromise of each front is its knee.";

    private static Table Ends(StudyComparison both)
    {
        var axes = both.Axes;
        string[] Row(string name, Func<Contender, string> cell) => [name, cell(both.Left), cell(both.Right)];
        return new(
            ["", both.Left.Name, both.Right.Name],
            [
                Row("trials", c => $"{c.Model.Trials.Length}"),
                Row("device time", c => Quantity.Duration(c.Model.DeviceSeconds)),
                Row("models on the front", c => $"{c.Model.Front.Length}"),
                Row("hypervolume", c => Quantity.Number(c.Final)),
                Row(
                    "of these, no better than one of the other front",
                    c => Quantity.Percent(c.CoveredBy(c == both.Left ? both.Right : both.Left))
                ),
                Row($"best {Quantity.Name(axes.Quality)}", c => Best(c, axes.Quality)),
                Row($"best {Quantity.Name(axes.Size)}", c => Best(c, axes.Size)),
                Row(
                    "best compromise (knee)",
                    c =>
                        c.Model.Knee is { } knee
                            ? $"trial {knee.Name}: "
                                + string.Join(
                                    ", ",
                                    both.Objectives.Select(o => Quantity.Of(o, knee.Values[o.Key]))
                                )
                            : Quantity.None
                ),
            ]
        );
    }

    private static string Best(Contender contender, Objective objective) =>
        Quantity.Of(
            objective,
            contender
                .Model.Front.Select(t => t.Values[objective.Key])
                .OrderBy(objective.Loss)
                .FirstOrDefault(double.NaN)
        );

    private static Table Growth(StudyComparison both, Func<Contender, double> end, bool isTime)
    {
        var last = both.Both.Max(end);
        return new(
            [isTime ? "device time" : "trials", both.Left.Name, both.Right.Name, "difference"],
            [
                .. Shares
                    .Select(share => isTime ? share * last : Math.Ceiling(share * last))
                    .Select(at =>
                    {
                        var (left, right) = (At(both.Left), At(both.Right));
                        return (string[])
                            [
                                isTime ? Quantity.Duration(at) : Quantity.Number(at),
                                Quantity.Number(left),
                                Quantity.Number(right),
                                Quantity.Number(right - left),
                            ];
                        double At(Contender c) => Contender.At(isTime ? c.OverSeconds : c.OverTrials, at);
                    }),
            ]
        );
    }

    private static Table Attained(StudyComparison both)
    {
        var (size, quality) = (both.Axes.Size, both.Axes.Quality);
        var isShare = quality.IsShare;
        return new(
            [
                Quantity.Name(size),
                both.Left.Name,
                both.Right.Name,
                isShare ? "difference in points" : "difference",
            ],
            [
                .. both.Attainment.Select(a =>
                    (string[])
                        [
                            Quantity.Of(size, a.Size),
                            Quantity.Of(quality, a.Left),
                            Quantity.Of(quality, a.Right),
                            isShare
                                ? Quantity.Points(100 * (a.Right - a.Left))
                                : Quantity.Number(a.Right - a.Left),
                        ]
                ),
            ]
        );
    }

    private static Table Front(Contender contender) =>
        new(
            ["trial", .. contender.Model.Spec.Objectives.Select(Quantity.Name), "recipe"],
            [
                .. contender.Model.Front.Select(t =>
                    (string[])
                        [
                            t.IsKnee ? $"{t.Name} (knee)" : t.Name,
                            .. contender.Model.Spec.Objectives.Select(o => Quantity.Of(o, t.Values[o.Key])),
                            t.Summary,
                        ]
                ),
            ]
        );

    private static string Escape(string text) => Writing.Markdown.Escape(text);
}

/// <summary>A table of plain texts.</summary>
/// <param name="Header">Titles.</param>
/// <param name="Rows">As many cells as titles.</param>
public sealed record Table(IReadOnlyList<string> Header, IReadOnlyList<string[]> Rows);

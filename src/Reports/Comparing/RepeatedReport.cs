using System.Collections.Immutable;
using System.Text;
using ScottPlot;
using ScottPlot.TickGenerators;
using Slimfront.Reports.Charts;
using Slimfront.Reports.Writing;
using Slimfront.Search.Objectives;
using Axes = Slimfront.Reports.Model.Axes;

namespace Slimfront.Reports.Comparing;

/// <summary>Writes what repeated studies attain: a picture, and a page of Markdown with the same in numbers.</summary>
public static class RepeatedReport
{
    private const int Width = 1200;
    private const int Height = 760;
    private const int MostRows = 12;

    private static readonly ImmutableArray<Color> Colors =
    [
        .. new[] { "#0b63ce", "#c2410c", "#15803d", "#7e22ce", "#b45309", "#0e7490" }.Select(c =>
            Color.FromHex(c)
        ),
    ];

    /// <summary>Writes the files; the one to open first stands first.</summary>
    public static ImmutableArray<string> Write(RepeatedStudies studies, string directory)
    {
        ArgumentNullException.ThrowIfNull(studies);
        using var plot = Attained(studies);
        using var image = plot.GetImage(Width, Height);
        ReportFile.Write(directory, "attainment.png", image.GetImageBytes(ImageFormat.Png));
        var text = new StringBuilder("# What repeated studies attain\n\n![Attainment](attainment.png)\n\n");
        foreach (var (title, table) in Tables(studies))
        {
            text.Append($"## {title}\n\n");
            text.Append(
                Markdown.Table(
                    [.. table.Header.Select((h, i) => (i > 0 ? ">" : "") + Markdown.Escape(h))],
                    table.Rows.Select(row => row.Select(Markdown.Escape).ToArray())
                )
            );
            text.Append('\n');
        }
        return [ReportFile.Write(directory, "attainment.md", text.ToString()), "attainment.png"];
    }

    /// <summary>All tables, each with its title.</summary>
    public static IEnumerable<(string Title, Table Table)> Tables(RepeatedStudies studies)
    {
        ArgumentNullException.ThrowIfNull(studies);
        var (size, quality) = studies.Axes;
        yield return (
            "Hypervolume of the front, median of runs [lowest, highest]",
            new(["study", "runs", "hypervolume"], [.. studies.Studies.Select(s => Volume(studies, s))])
        );
        yield return (
            $"Best {Quantity.Name(quality)} up to a {Quantity.Name(size)}: what half of the runs attain [all, any]",
            new(
                [Quantity.Name(size), .. studies.Studies.Select(s => s.Name)],
                [
                    .. Sizes(studies)
                        .Select(at =>
                            (string[])
                                [Quantity.Of(size, at), .. studies.Studies.Select(s => Cell(s, at, quality))]
                        ),
                ]
            )
        );
    }

    private static string[] Volume(RepeatedStudies studies, RepeatedStudy study)
    {
        var volumes = study.Hypervolumes(studies.Reference);
        var (middle, low, high) = (volumes[(volumes.Length - 1) / 2], volumes[0], volumes[^1]);
        return
        [
            study.Name,
            $"{study.Runs.Length}",
            $"{Quantity.Number(middle)} [{Quantity.Number(low)}, {Quantity.Number(high)}]",
        ];
    }

    private static string Cell(RepeatedStudy study, double size, Objective quality)
    {
        string Of(int k) => Quantity.Of(quality, study.Within(size, k));
        return $"{Of(study.Half)} [{Of(study.Runs.Length)}, {Of(1)}]";
    }

    // Sizes at which half of the runs of some study attain more than below; evenly some of them where there are many.
    private static double[] Sizes(RepeatedStudies studies)
    {
        double[] all =
        [
            .. studies
                .Studies.SelectMany(s => s.Surface(s.Half))
                .Select(p => p.Size)
                .Distinct()
                .OrderBy(studies.Axes.Size.Loss),
        ];
        return all.Length <= MostRows
            ? all
            : [.. Enumerable.Range(0, MostRows).Select(i => all[i * (all.Length - 1) / (MostRows - 1)])];
    }

    private static Plot Attained(RepeatedStudies studies)
    {
        var (size, quality) = studies.Axes;
        var isLogarithmic =
            Axes.IsLogarithmic(size) && studies.Studies.All(s => s.Surface(1).All(p => p.Size > 0));
        BundledFont.Register();
        var plot = new Plot();
        plot.Font.Set(BundledFont.Name);
        plot.Axes.Title.Label.Text = "attained by half of the runs; thin: by all, by any";
        for (var i = 0; i < studies.Studies.Length; i++)
        {
            var (study, color) = (studies.Studies[i], Colors[i % Colors.Length]);
            foreach (var k in (int[])[1, study.Half, study.Runs.Length])
            {
                Coordinates[] line =
                [
                    .. study
                        .Surface(k)
                        .Select(p => new Coordinates(isLogarithmic ? Math.Log10(p.Size) : p.Size, p.Quality)),
                ];
                if (line.Length == 0)
                    continue;
                var drawn = plot.Add.Scatter(line, color);
                (drawn.ConnectStyle, drawn.MarkerSize) = (
                    ConnectStyle.StepHorizontal,
                    k == study.Half ? 8 : 0
                );
                drawn.LineWidth = k == study.Half ? 3 : 1;
                drawn.LegendText = k == study.Half ? $"{study.Name}, {study.Runs.Length} runs" : "";
            }
        }
        plot.XLabel($"{Quantity.Name(size)}{(isLogarithmic ? ", logarithmic" : "")}", 20);
        plot.YLabel(Quantity.Name(quality), 20);
        plot.Axes.Left.TickGenerator = new NumericAutomatic
        {
            LabelFormatter = y => Quantity.Tick(quality, y),
        };
        plot.Axes.Bottom.TickGenerator = new NumericAutomatic
        {
            LabelFormatter = x => Quantity.Tick(size, isLogarithmic ? Math.Pow(10, x) : x),
        };
        plot.ShowLegend(Alignment.LowerRight);
        return plot;
    }
}

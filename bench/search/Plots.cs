using ScottPlot;
using Slimfront.Search.Analysis;
using Slimfront.Search.Bench.Table;

namespace Slimfront.Search.Bench;

/// <summary>Pictures of repeated runs: medians with the quartiles around them.</summary>
public static class Plots
{
    private const int Width = 900;
    private const int Height = 560;
    private const double LeastGap = 1e-5; // has a logarithm

    /// <summary>What is missing to the largest hypervolume over the number of trials; where that is not known, the hypervolume.</summary>
    public static void OverTrials(IReadOnlyList<Quality> samplers, string path)
    {
        using var plot = new Plot();
        var best = samplers[0].Runner.Problem.Best;
        var (height, label) = double.IsFinite(best)
            ? ((Func<double, double>)(v => LogGap(best, v)), "missing hypervolume, log10")
            : (v => v, "hypervolume");
        foreach (var (sampler, i) in samplers.Select((s, i) => (s, i)))
        {
            var trials = Enumerable.Range(1, sampler.Runs[0].Count).Where(t => t % 5 == 0).ToArray();
            double[][] volumes = [.. trials.Select(t => sampler.After(t).Select(height).Order().ToArray())];
            Band(plot, i, sampler.Sampler, [.. trials.Select(t => (double)t)], volumes);
        }
        plot.XLabel("trials");
        Save(plot, $"{samplers[0].Runner.Problem.Name}: {label}, median and quartiles", path);
    }

    /// <summary>What half of the studies attained after so many trials, and the true front of the table.</summary>
    public static void Attained(IReadOnlyList<Quality> samplers, int trials, string path)
    {
        using var plot = new Plot();
        foreach (var (sampler, i) in samplers.Select((s, i) => (s, i)))
        {
            IReadOnlyList<double[]>[] fronts = [.. sampler.Runs.Select(r => r.Take(trials).ToArray())];
            Steps(plot, i, sampler.Sampler, Attainment.Surface(fronts, (fronts.Length + 1) / 2));
        }
        IReadOnlyList<double[]>[] all =
        [
            [.. TableSpace.All.Select(samplers[0].Runner.Problem.Evaluate)],
        ];
        Steps(plot, samplers.Count, "the table's front", Attainment.Surface(all, 1));
        plot.XLabel("error on validation, %");
        plot.YLabel("size: 0 is 1 kB, 1 is 300 kB, by ratio");
        plot.Axes.SetLimits(0, 25, 0, 0.6);
        Save(plot, $"attained by half of the studies after {trials} trials", path);
    }

    /// <summary>What completely trained models miss to the table's hypervolume over device seconds.</summary>
    public static void OverSeconds(
        IReadOnlyList<(string Name, IReadOnlyList<IReadOnlyList<Reached>> Courses)> schedulers,
        string path
    )
    {
        using var plot = new Plot();
        // Beyond the shortest course a median would compare different seeds.
        foreach (var ((name, courses), i) in schedulers.Select((s, i) => (s, i)))
        {
            var end = courses.Min(c => c[^1].Seconds);
            double[] seconds = [.. Enumerable.Range(1, 100).Select(k => end * k / 100)];
            var volumes = seconds
                .Select(s =>
                    courses
                        .Select(c => c.LastOrDefault(r => r.Seconds <= s).Volume)
                        .Select(v => LogGap(TableProblem.Instance.Best, v))
                        .Order()
                        .ToArray()
                )
                .ToArray();
            Band(plot, i, name, seconds, volumes);
        }
        plot.XLabel("device seconds");
        Save(plot, "missing hypervolume of completely trained models, log10, median and quartiles", path);
    }

    private static double LogGap(double best, double volume) => Math.Log10(Math.Max(best - volume, LeastGap));

    private static void Band(Plot plot, int index, string name, double[] xs, double[][] ascending)
    {
        var colour = plot.Add.Palette.GetColor(index);
        double[] Share(double share) => [.. ascending.Select(a => Quality.At(a, share))];
        var band = plot.Add.FillY(xs, Share(0.25), Share(0.75));
        (band.FillColor, band.LineWidth) = (colour.WithAlpha(0.15), 0);
        var line = plot.Add.ScatterLine(xs, Share(0.5), colour);
        (line.LegendText, line.LineWidth) = (name, 2);
    }

    private static void Steps(Plot plot, int index, string name, IEnumerable<double[]> corners)
    {
        var line = plot.Add.ScatterLine(
            corners.Select(c => 100 * c[0]).ToArray(),
            corners.Select(c => c[1]).ToArray(),
            plot.Add.Palette.GetColor(index)
        );
        (line.LegendText, line.LineWidth, line.ConnectStyle) = (name, 2, ConnectStyle.StepHorizontal);
    }

    private static void Save(Plot plot, string title, string path)
    {
        plot.Title(title);
        plot.ShowLegend(Alignment.LowerRight);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        plot.SavePng(path, Width, Height);
    }
}

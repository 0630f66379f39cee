using Slimfront.Search.Objectives;
using Slimfront.Search.Studies;

namespace Slimfront.Cli.Views;

/// <summary>The first two objectives of a study as a scatter plot of characters.</summary>
public static class FrontPlot
{
    private const char Front = '●';
    private const char Dominated = '·';
    private const char Teacher = '★';

    /// <summary>The lines of the plot, axis labels included; empty while nothing is measured.</summary>
    /// <param name="study">The study.</param>
    /// <param name="width">Columns for the points.</param>
    /// <param name="height">Rows for the points.</param>
    public static IReadOnlyList<string> Lines(Study study, int width, int height)
    {
        var (vertical, horizontal) = (study.Spec.Objectives[0], study.Spec.Objectives[1]);
        var front = study.Front().ToHashSet();
        var points = study
            .Trials.Select(t => (Trial: t, Mark: front.Contains(t.Number) ? Front : Dominated))
            .Append((Trial: study.Teacher!, Mark: Teacher))
            .Where(p => p.Trial?.Measurement is not null)
            .Select(p => new Point(
                p.Trial.Measurement![horizontal.Key],
                p.Trial.Measurement[vertical.Key],
                p.Mark
            ))
            .Where(p => double.IsFinite(p.X) && double.IsFinite(p.Y))
            .OrderBy(p => p.Mark != Dominated)
            .ToArray();
        if (points.Length == 0)
            return [];

        var x = new Axis(points.Select(p => p.X), isLogarithmic: points.All(p => p.X > 0));
        var y = new Axis(points.Select(p => p.Y), isLogarithmic: false);
        var grid = Enumerable.Range(0, height).Select(_ => new string(' ', width).ToCharArray()).ToArray();
        foreach (var point in points)
            grid[height - 1 - y.Cell(point.Y, height)][x.Cell(point.X, width)] = point.Mark;
        return [.. Framed(grid, x, y, horizontal, vertical, width)];
    }

    private static IEnumerable<string> Framed(
        char[][] grid,
        Axis x,
        Axis y,
        Objective horizontal,
        Objective vertical,
        int width
    )
    {
        var (top, bottom) = (Format.Value(vertical, y.High), Format.Value(vertical, y.Low));
        var margin = Math.Max(top.Length, bottom.Length);
        for (var i = 0; i < grid.Length; i++)
        {
            var label =
                i == 0 ? top
                : i == grid.Length - 1 ? bottom
                : "";
            yield return $"{label.PadLeft(margin)} │{new string(grid[i]).TrimEnd()}";
        }

        yield return $"{new string(' ', margin)} └{new string('─', width)}";
        var (left, right) = (Format.Value(horizontal, x.Low), Format.Value(horizontal, x.High));
        var gap = Math.Max(1, width - left.Length - right.Length);
        yield return $"{new string(' ', margin + 2)}{left}{new string(' ', gap)}{right}";
        yield return $"{new string(' ', margin + 2)}{Front} front  {Dominated} dominated  {Teacher} teacher  "
            + $"({vertical.Key} over {horizontal.Key})";
    }

    private sealed record Point(double X, double Y, char Mark);

    private sealed class Axis
    {
        private readonly bool _isLogarithmic;

        public Axis(IEnumerable<double> values, bool isLogarithmic)
        {
            _isLogarithmic = isLogarithmic;
            var all = values.ToArray();
            (Low, High) = (all.Min(), all.Max());
        }

        public double Low { get; }

        public double High { get; }

        public int Cell(double value, int cells)
        {
            var (low, high, at) = _isLogarithmic
                ? (Math.Log(Low), Math.Log(High), Math.Log(value))
                : (Low, High, value);
            return high > low ? (int)Math.Round((at - low) / (high - low) * (cells - 1)) : cells / 2;
        }
    }
}

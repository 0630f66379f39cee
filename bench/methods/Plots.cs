using System.Globalization;
using ScottPlot;

namespace Slimfront.Methods.Bench;

/// <summary>The table as a picture: intervals of differences, or curves.</summary>
internal static class Plots
{
    public static void Save(Table table, string path)
    {
        using var plot = new Plot();
        if (table.Study.IsCurve)
            Curves(plot, table);
        else
            Intervals(plot, table);
        plot.Title(table.Study.Name);
        plot.SavePng(path, 1000, 600);
    }

    private static void Intervals(Plot plot, Table table)
    {
        Row[] rows = [.. table.Rows.Skip(1).Reverse()];
        for (var i = 0; i < rows.Length; i++)
        {
            var (low, high) = (
                rows[i].Difference - rows[i].HalfInterval,
                rows[i].Difference + rows[i].HalfInterval
            );
            plot.Add.Line(low, i, high, i).Color = Colors.SteelBlue;
            plot.Add.Marker(rows[i].Difference, i, color: Colors.SteelBlue);
        }
        plot.Add.VerticalLine(0, color: Colors.Gray);
        plot.Axes.Left.SetTicks([.. rows.Select((_, i) => (double)i)], [.. rows.Select(r => r.Name)]);
        plot.XLabel(
            $"points of accuracy above '{table.Study.Names[0]}', 95 % interval of paired differences"
        );
    }

    private static void Curves(Plot plot, Table table)
    {
        var points = table
            .Rows.Where(r => r.Name.Contains('|', StringComparison.Ordinal))
            .Select(r => (Parts: r.Name.Split('|', StringSplitOptions.TrimEntries), Row: r))
            .GroupBy(p => p.Parts[0], StringComparer.Ordinal);
        foreach (var series in points)
        {
            double[] xs = [.. series.Select(p => double.Parse(p.Parts[1], CultureInfo.InvariantCulture))];
            var line = plot.Add.Scatter(xs, series.Select(p => p.Row.Mean).ToArray());
            line.LegendText = series.Key;
        }
        plot.ShowLegend(Alignment.LowerLeft);
        plot.YLabel("validation accuracy, %");
        plot.XLabel(table.Study.Text.Split('\n')[0].TrimStart('#', ' '));
    }
}

using System.Collections.Immutable;
using ScottPlot;
using ScottPlot.TickGenerators;
using Slimfront.Reports.Charts;
using Slimfront.Reports.Model;
using Slimfront.Reports.Writing;
using Axes = Slimfront.Reports.Model.Axes;

namespace Slimfront.Reports.Comparing;

/// <summary>The pictures of a comparison: both fronts, and both hypervolumes over trials and over device seconds.</summary>
public static class ComparisonPlots
{
    private static readonly Color[] Colors = [Color.FromHex("#0b63ce"), Color.FromHex("#c2410c")];

    /// <summary>Both fronts on the same axes, each with its knee marked.</summary>
    public static Plot Fronts(StudyComparison both)
    {
        var axes = both.Axes;
        var isLogarithmic =
            Axes.IsLogarithmic(axes.Size)
            && both.Both.All(c => c.Model.Front.All(t => t.Values[axes.Size.Key] > 0));
        double Across(double size) => isLogarithmic ? Math.Log10(size) : size;
        Coordinates At(TrialRow t) => new(Across(t.Values[axes.Size.Key]), t.Values[axes.Quality.Key]);
        var plot = New($"{Quantity.Name(axes.Quality)} versus {Quantity.Name(axes.Size)}");
        foreach (var (contender, color) in both.Both.Zip(Colors))
        {
            Coordinates[] front = [.. contender.Model.Front.Select(At)];
            if (front.Length == 0)
                continue;
            var line = plot.Add.Scatter(front, color);
            line.LegendText = contender.Name;
            line.MarkerSize = 12;
            line.LineWidth = both.Objectives.Length == 2 ? 2.5f : 0;
            line.ConnectStyle = ConnectStyle.StepHorizontal;
            if (contender.Model.Knee is not { } knee)
                continue;
            var mark = plot.Add.ScatterPoints((Coordinates[])[At(knee)], color);
            (mark.MarkerShape, mark.MarkerSize, mark.MarkerLineWidth) = (MarkerShape.OpenCircle, 28, 3);
            mark.LegendText = $"knee of {contender.Name}";
        }

        plot.XLabel($"{Quantity.Name(axes.Size)}{(isLogarithmic ? ", logarithmic" : "")}", 20);
        plot.YLabel(Quantity.Name(axes.Quality), 20);
        plot.Axes.Left.TickGenerator = new NumericAutomatic
        {
            LabelFormatter = y => Quantity.Tick(axes.Quality, y),
        };
        plot.Axes.Bottom.TickGenerator = new NumericAutomatic
        {
            LabelFormatter = x => Quantity.Tick(axes.Size, isLogarithmic ? Math.Pow(10, x) : x),
        };
        plot.ShowLegend(Alignment.LowerRight);
        return plot;
    }

    /// <summary>Both hypervolumes.</summary>
    /// <param name="both">The comparison.</param>
    /// <param name="curve">Which history.</param>
    /// <param name="across">What it runs over: "trials".</param>
    public static Plot Growth(
        StudyComparison both,
        Func<Contender, ImmutableArray<ConvergencePoint>> curve,
        string across
    )
    {
        var plot = New($"hypervolume over {across}");
        foreach (var (contender, color) in both.Both.Zip(Colors))
        {
            Coordinates[] points = [.. curve(contender).Select(p => new Coordinates(p.At, p.Hypervolume))];
            if (points.Length == 0)
                continue;
            var line = plot.Add.Scatter(points, color);
            line.LegendText = contender.Name;
            (line.LineWidth, line.MarkerSize, line.ConnectStyle) = (2.5f, 0, ConnectStyle.StepHorizontal);
        }

        plot.XLabel(across, 20);
        plot.YLabel("hypervolume", 20);
        plot.Axes.Left.TickGenerator = new NumericAutomatic { LabelFormatter = Quantity.Number };
        plot.ShowLegend(Alignment.LowerRight);
        return plot;
    }

    private static Plot New(string title)
    {
        BundledFont.Register();
        var plot = new Plot();
        plot.Font.Set(BundledFont.Name);
        plot.FigureBackground.Color = ScottPlot.Colors.White;
        plot.Axes.Title.Label.Text = title;
        plot.Axes.Title.Label.FontSize = 24;
        plot.Legend.FontSize = 18;
        plot.Axes.Bottom.TickLabelStyle.FontSize = 16;
        plot.Axes.Left.TickLabelStyle.FontSize = 16;
        return plot;
    }
}

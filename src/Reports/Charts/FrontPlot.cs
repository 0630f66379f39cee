using ScottPlot;
using ScottPlot.TickGenerators;
using Slimfront.Reports.Model;
using Slimfront.Reports.Writing;
using Axes = Slimfront.Reports.Model.Axes;

namespace Slimfront.Reports.Charts;

/// <summary>The front as a still picture.</summary>
public sealed class FrontPlot
{
    /// <summary>Width in pixels.</summary>
    public const int Width = 1400;

    /// <summary>Height in pixels.</summary>
    public const int Height = 900;

    private static readonly Color Ink = Color.FromHex("#1c2330");
    private static readonly Color Muted = Color.FromHex("#5a6475");
    private static readonly Color Front = Color.FromHex("#0b63ce");

    private static readonly Look Beaten = new(
        "beaten by another model",
        Color.FromHex("#9aa5b5"),
        MarkerShape.FilledCircle,
        Size: 9
    );

    private static readonly Look Outside = new(
        "outside the limits",
        Color.FromHex("#9aa5b5"),
        MarkerShape.OpenCircle,
        Size: 11
    );

    private static readonly Look Plain = new(
        "trained plainly (baseline)",
        Color.FromHex("#c2410c"),
        MarkerShape.OpenDiamond,
        Size: 17
    );

    private static readonly Look Recommended = new(
        "recommended compromise",
        Front,
        MarkerShape.OpenCircle,
        Size: 26
    );

    private static readonly Look Teacher = new(
        "teacher",
        Color.FromHex("#b7791f"),
        MarkerShape.FilledTriangleUp,
        Size: 28,
        new Star()
    );

    private readonly ReportModel _model;
    private readonly Axes _axes;
    private readonly bool _isLogarithmic;
    private readonly Plot _plot;

    private FrontPlot(ReportModel model, Plot plot)
    {
        _plot = plot;
        _model = model;
        _axes = model.Axes;
        _isLogarithmic =
            Axes.IsLogarithmic(_axes.Size) && model.All.All(t => t.Values[_axes.Size.Key] is not <= 0);
    }

    /// <summary>Draws the front, what it dominates, the baselines and the teacher.</summary>
    public static Plot Of(ReportModel model) => new FrontPlot(model, new Plot()).Draw();

    private Plot Draw()
    {
        BundledFont.Register();
        Add(_model.Trials.Where(t => !t.IsFront && !t.Kind.IsPlain && IsInside(t)), Beaten);
        Add(_model.Trials.Where(t => !t.Kind.IsPlain && !IsInside(t)), Outside);
        Add(_model.Trials.Where(t => t.Kind.IsPlain), Plain);
        AddFront(Points(_model.Front));
        Add(_model.Front.Where(t => t.IsKnee), Recommended);
        Add(_model.All.Where(t => t.IsTeacher), Teacher);
        Scale(Points(_model.All));
        Dress();
        return _plot;
    }

    private bool IsInside(TrialRow trial) => _model.Broken(trial).IsEmpty;

    private void AddFront(Coordinates[] front)
    {
        if (front.Length == 0)
            return;
        var line = _plot.Add.Scatter(front, Front);
        var isStaircase = _model.Spec.Objectives.Length == 2;
        line.LegendText = isStaircase ? "best at its size" : "on the front";
        line.MarkerSize = 13;
        // Between two models the smaller one is the best there is. With more objectives the front is no staircase.
        line.LineWidth = isStaircase ? 2.5f : 0;
        line.ConnectStyle = ConnectStyle.StepHorizontal;
    }

    private void Add(IEnumerable<TrialRow> trials, Look look)
    {
        var points = Points(trials);
        if (points.Length == 0)
            return;
        var markers = _plot.Add.ScatterPoints(points, look.Color);
        markers.LegendText = look.Label;
        markers.MarkerShape = look.Shape;
        markers.MarkerSize = look.Size;
        markers.MarkerLineWidth = 2.5f;
        markers.MarkerStyle.CustomRenderer = look.Renderer;
    }

    private Coordinates[] Points(IEnumerable<TrialRow> trials) =>
        [
            .. trials
                .Select(t => new Coordinates(Across(t.Values[_axes.Size.Key]), t.Values[_axes.Quality.Key]))
                .Where(p => double.IsFinite(p.X) && double.IsFinite(p.Y)),
        ];

    private double Across(double size) => _isLogarithmic ? Math.Log10(size) : size;

    private void Scale(Coordinates[] points)
    {
        if (points.Length == 0)
        {
            _plot.HideAxesAndGrid();
            var note = _plot.Add.Text("No model to show", 0, 0);
            note.LabelFontSize = 30;
            note.LabelFontColor = Muted;
            note.LabelFontName = BundledFont.Name;
            note.LabelAlignment = Alignment.MiddleCenter;
            _plot.Axes.SetLimits(-1, 1, -1, 1);
            return;
        }

        var (left, right) = Padded(points.Min(p => p.X), points.Max(p => p.X));
        var (bottom, top) = Padded(points.Min(p => p.Y), points.Max(p => p.Y));
        _plot.Axes.SetLimits(left, right, bottom, top);
        _plot.Axes.Left.TickGenerator = new NumericAutomatic
        {
            LabelFormatter = y => Quantity.Tick(_axes.Quality, y),
            TargetTickCount = 8,
        };
        _plot.Axes.Bottom.TickGenerator = _isLogarithmic
            ? Logarithmic(left, right)
            : new NumericAutomatic
            {
                LabelFormatter = x => Quantity.Tick(_axes.Size, x),
                TargetTickCount = 8,
            };
    }

    private NumericManual Logarithmic(double left, double right)
    {
        var ticks = LogTicks.Between(Math.Pow(10, left), Math.Pow(10, right), room: 12);
        return new([.. ticks.Select(Math.Log10)], [.. ticks.Select(t => Quantity.Tick(_axes.Size, t))]);
    }

    private static (double Low, double High) Padded(double low, double high)
    {
        var margin = high > low ? 0.06 * (high - low) : Math.Max(0.05 * Math.Abs(high), 0.05);
        return (low - margin, high + margin);
    }

    private void Dress()
    {
        _plot.Font.Set(BundledFont.Name);
        _plot.FigureBackground.Color = Colors.White;
        _plot.DataBackground.Color = Colors.White;
        _plot.Axes.Color(Muted);
        _plot.Grid.MajorLineColor = Color.FromHex("#e6eaf0");
        _plot.Axes.Title.Label.Text =
            $"{_model.Spec.Name}: {Quantity.Name(_axes.Quality)} versus {Quantity.Name(_axes.Size)}";
        if (_model.Nearest is not null)
            _plot.Axes.Title.Label.Text += $"\n{Headline.NoFront}";
        _plot.Axes.Title.Label.FontSize = 26;
        _plot.Axes.Title.Label.ForeColor = Ink;
        _plot.XLabel($"{Quantity.Name(_axes.Size)}{(_isLogarithmic ? ", logarithmic" : "")}", 20);
        _plot.YLabel(Quantity.Name(_axes.Quality), 20);
        foreach (var axis in new IAxis[] { _plot.Axes.Bottom, _plot.Axes.Left })
        {
            axis.TickLabelStyle.FontSize = 18;
            axis.TickLabelStyle.ForeColor = Ink;
            axis.Label.ForeColor = Ink;
            axis.Label.Bold = false;
        }

        _plot.Axes.Right.FrameLineStyle.Width = 0;
        _plot.Axes.Top.FrameLineStyle.Width = 0;
        _plot.Axes.Right.MinimumSize = 40;
        _plot.Legend.FontSize = 18;
        _plot.Legend.SymbolWidth = 36;
        _plot.Legend.FontColor = Ink;
        _plot.Legend.OutlineColor = Color.FromHex("#d5dbe4");
        _plot.Legend.ShadowColor = Colors.Transparent;
        _plot.ShowLegend(Alignment.LowerRight);
    }

    private sealed record Look(
        string Label,
        Color Color,
        MarkerShape Shape,
        float Size,
        IMarker? Renderer = null
    );
}

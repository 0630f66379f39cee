using Slimfront.Search.Studies;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Slimfront.Cli.Views;

/// <summary>A terminal that shows slots with bars, the front so far, the latest trials and the time left.</summary>
public sealed class LiveView : IStudyView
{
    private const int LatestTrials = 5;
    private readonly TimeLeft _left;
    private readonly Queue<string> _latest = new();
    private readonly TaskCompletionSource _end = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Task _display;
    private readonly UnlikeMachines _unlike = new();
    private volatile LiveDisplayContext? _live;

    /// <summary>Begins to draw.</summary>
    public LiveView(IAnsiConsole console, TimeProvider clock)
    {
        _left = new(clock);
        _display = console
            .Live(new Text("starting…"))
            .AutoClear(true)
            .StartAsync(live =>
            {
                _live = live;
                return _end.Task;
            });
    }

    /// <inheritdoc/>
    public void Update(
        Study study,
        IReadOnlyList<StudyEvent> events,
        IReadOnlyList<SlotLine> slots,
        string? waits = null
    )
    {
        foreach (
            var line in events
                .Select(e => PlainView.Line(study, e))
                .Append(_unlike.Line(study))
                .OfType<string>()
        )
        {
            _latest.Enqueue(line);
            if (_latest.Count > LatestTrials)
                _latest.Dequeue();
        }

        var parts = new List<IRenderable> { new Markup(Header(study)), Slots(slots), new Text(waits ?? "") };
        parts.AddRange(FrontPlot.Lines(study, width: 64, height: 12).Select(l => new Text(l)));
        parts.Add(new Text(""));
        parts.AddRange(_latest.Select(l => new Text(l, new Style(Color.Grey)).Overflow(Overflow.Ellipsis)));
        _live?.UpdateTarget(new Rows(parts));
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _end.TrySetResult();
        _display.GetAwaiter().GetResult();
    }

    private string Header(Study study)
    {
        var (trials, elapsed) = (_left.Text(study), Format.Time(_left.Elapsed));
        var state =
            study.IsPaused ? $"{study.Ended} trials, paused"
            : study.Phase is StudyPhase.Comparing ? $"{study.Running.Count} baselines left"
            : trials;
        return $"[bold]{Markup.Escape(study.Spec.Name)}[/]  {state}, front of {study.Front().Length}, {elapsed}";
    }

    private static Table Slots(IReadOnlyList<SlotLine> slots)
    {
        var table = new Table().NoBorder().HideHeaders().AddColumns("slot", "bar", "stage");
        foreach (var slot in slots)
            table.AddRow(
                new Text($"{slot.Name} {slot.Device}"),
                new Text(Bar(slot.Fraction)),
                new Text(slot.Unfit is { } reason ? $"cannot work: {reason}" : slot.Stage).Overflow(
                    Overflow.Ellipsis
                )
            );
        return table;
    }

    private static string Bar(double fraction)
    {
        const int Width = 20;
        var full = (int)Math.Round(Math.Clamp(fraction, 0, 1) * Width);
        return new string('━', full) + new string('╌', Width - full);
    }
}

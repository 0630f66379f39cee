using System.Collections.Immutable;
using Slimfront.Actors.Http;
using Slimfront.Cli.Views;
using Slimfront.Search.Studies;

namespace Slimfront.Cli.Runs;

/// <summary>Follows a study from outside: fetches its events, folds them, and keeps a view up to date.</summary>
/// <param name="client">Where the study runs.</param>
/// <param name="name">Its name.</param>
public sealed class Follower(ClusterClient client, string name)
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(400);
    private int _known;

    /// <summary>The study as far as it is known; null before its first event.</summary>
    public Study? Study { get; private set; }

    /// <summary>Follows the study to its end.</summary>
    /// <param name="view">Kept up to date.</param>
    /// <param name="cancel">Stops following; the study goes on.</param>
    public async Task<Study> ToEndAsync(IStudyView view, CancellationToken cancel)
    {
        while (Study is not { Phase: StudyPhase.Finished })
        {
            var events = await FetchAsync(Tick, cancel);
            if (Study is null)
                continue;
            var now = await client.ViewAsync(cancel);
            view.Update(Study, events, Slots(now), Waits(Study, now));
        }

        return Study;
    }

    /// <summary>Fetches all that has happened so far.</summary>
    public async Task<Study?> NowAsync(CancellationToken cancel)
    {
        while (!(await FetchAsync(TimeSpan.Zero, cancel)).IsEmpty) { }
        return Study;
    }

    private async Task<ImmutableArray<StudyEvent>> FetchAsync(TimeSpan wait, CancellationToken cancel)
    {
        var events = await client.EventsAsync(name, _known, wait, cancel);
        _known += events.Length;
        Study = events.Aggregate(Study, Fold);
        return events;
    }

    /// <summary>The study after one more event.</summary>
    public static Study? Fold(Study? study, StudyEvent happened) =>
        happened is StudyEvent.Created created ? Search.Studies.Study.Begin(created) : study?.Apply(happened);

    private static string? Waits(Study study, NodeView now) =>
        study.IsPaused || study.Phase is StudyPhase.Finished
            ? null
            : Waiting.Reason(now, study.Spec.Requires);

    private SlotLine[] Slots(NodeView view) =>
        [
            .. view
                .Slots.OrderBy(s => s.Slot, StringComparer.Ordinal)
                .Select((s, i) => new SlotLine($"slot {i}", s.Device, What(s), s.Fraction, s.Unfit)),
        ];

    private string What(SlotView slot)
    {
        if (slot.Operation is not { } operation)
            return "";
        var whose = slot.Study == name ? "" : $"{slot.Study}: ";
        return $"{whose}{operation} {slot.Stage?[..Math.Min(8, slot.Stage.Length)]}  {slot.Text}";
    }
}

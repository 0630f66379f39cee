using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Slimfront.Actors.Feeds;
using Slimfront.Cli.Views;
using Slimfront.Search;
using Slimfront.Search.Studies;

namespace Slimfront.Cli.Runs;

/// <summary>Follows a study by its feed: folds its events, and keeps a view up to date.</summary>
/// <param name="feed">Where the study is told of.</param>
/// <param name="name">Its name.</param>
public sealed class Follower(IStudyFeed feed, string name)
{
    /// <summary>The study as far as it is known; null before its first event.</summary>
    public Study? Study { get; private set; }

    /// <summary>Follows the study to its end.</summary>
    /// <param name="view">Kept up to date.</param>
    /// <param name="cancel">Stops following; the study goes on.</param>
    /// <exception cref="UserErrorException">The feed ended before the study: the process that runs it stops.</exception>
    public async Task<Study> ToEndAsync(IStudyView view, CancellationToken cancel)
    {
        await foreach (var update in UpdatesAsync(cancel))
            view.Update(Study!, update.Events, Lines(update.Slots ?? []), Waits(update.Slots));
        return Study is { Phase: StudyPhase.Finished } study
            ? study
            : throw new UserErrorException(
                $"study '{name}' is told of no more: its coordinator has stopped."
            );
    }

    /// <summary>Reads all that has happened so far.</summary>
    public async Task<Study?> NowAsync(CancellationToken cancel)
    {
        await foreach (var update in UpdatesAsync(cancel))
            if (update.Slots is not null)
                break;
        return Study;
    }

    /// <summary>Reads all that has happened so far.</summary>
    /// <exception cref="UserErrorException">Nothing has.</exception>
    public async Task<Study> BegunAsync(CancellationToken cancel) =>
        await NowAsync(cancel) ?? throw new UserErrorException($"study '{name}' has not begun.");

    // What is known before the first event tells nothing of the study.
    private async IAsyncEnumerable<FeedUpdate> UpdatesAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        await foreach (var update in feed.FollowAsync(name, after: 0, cancel))
        {
            Study = update.Events.Aggregate(Study, Fold);
            if (Study is not null)
                yield return update;
        }
    }

    /// <summary>The study after one more event.</summary>
    public static Study? Fold(Study? study, StudyEvent happened) =>
        happened is StudyEvent.Created created ? Search.Studies.Study.Begin(created) : study?.Apply(happened);

    private string? Waits(ImmutableArray<SlotView>? slots) =>
        slots is not { } now || Study is not { IsPaused: false, Phase: not StudyPhase.Finished } study
            ? null
            : Waiting.Reason(now, study.Spec.Requires);

    private SlotLine[] Lines(IEnumerable<SlotView> slots) =>
        [
            .. slots
                .OrderBy(s => s.Slot, StringComparer.Ordinal)
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

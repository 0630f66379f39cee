using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Feeds;

/// <summary>
/// What the coordinator of this process has written to the journal and what its slots do now, for whoever reads along: watchers,
/// terminals, metrics. The coordinator publishes after each write; a reader waits for it, never the other way round.
/// </summary>
/// <remarks>
/// Memory: the feed holds the present view and the one of the last beat, whose studies and events are the coordinator's own.
/// Nothing is queued. A reader holds one view more at most, and a page of <see cref="PageEvents"/> events; one that is slow finds the
/// events it missed in the newest view, by their numbers, and of the slots only what they do now.
/// Readers are woken once a <see cref="Beat"/> at most, all of them with the same view, so that what is made of it is made once.
/// </remarks>
public sealed class Feed : IStudyFeed, IDisposable
{
    /// <summary>The shortest time between two wakings of the readers.</summary>
    public static readonly TimeSpan Beat = TimeSpan.FromMilliseconds(200);

    /// <summary>Events that are handed to a reader at a time, at most.</summary>
    public const int PageEvents = 500;

    private readonly ITimer _timer;
    private volatile ClusterView? _now;
    private volatile Moment _moment = new(null);
    private int _isDue;

    /// <summary>A feed that no coordinator publishes to yet.</summary>
    public Feed(TimeProvider? clock = null) =>
        _timer = (clock ?? TimeProvider.System).CreateTimer(
            _ => Wake(),
            null,
            Timeout.InfiniteTimeSpan,
            Timeout.InfiniteTimeSpan
        );

    /// <summary>The newest view; null while no coordinator of this process is active.</summary>
    public ClusterView? Now => _now;

    /// <summary>The newest view, then one after each beat in which something was published. Ends when the coordinator does.</summary>
    public async IAsyncEnumerable<ClusterView> ViewsAsync([EnumeratorCancellation] CancellationToken cancel)
    {
        // The moment first: whatever is published after this wakes the reader.
        var moment = _moment;
        for (var view = _now; view is not null; view = moment.View)
        {
            yield return view;
            await moment.Over.WaitAsync(cancel);
            moment = _moment;
        }
    }

    /// <inheritdoc/>
    public async IAsyncEnumerable<FeedUpdate> FollowAsync(
        string study,
        int after,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        var known = after;
        await foreach (var view in ViewsAsync(cancel))
        {
            var events = view.Events.GetValueOrDefault(study, []);
            for (; events.Count - known > PageEvents; known += PageEvents)
                yield return new(known, Page(events, known), Slots: null);
            yield return new(known, Page(events, known), view.SlotViews);
            known = Math.Max(known, events.Count);
            if (view.Studies.GetValueOrDefault(study)?.Phase is StudyPhase.Finished)
                yield break;
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _timer.Dispose();
        _now = null;
        Wake();
    }

    /// <summary>All of a view is in the journal: it is the newest from now on.</summary>
    internal void Publish(ClusterView view)
    {
        _now = view;
        if (Interlocked.Exchange(ref _isDue, 1) == 0)
            _timer.Change(Beat, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The coordinator of an epoch is no longer active; readers look for the next one, wherever it is.</summary>
    internal void Withdraw(long epoch)
    {
        if (_now is not { } last || last.Epoch != epoch)
            return;
        _now = null;
        Wake();
    }

    // One at a time, so that the last moment has the last view.
    private void Wake()
    {
        lock (_timer)
        {
            Volatile.Write(ref _isDue, 0);
            var over = _moment;
            _moment = new(_now);
            over.End();
        }
    }

    private static ImmutableArray<StudyEvent> Page(ImmutableList<StudyEvent> events, int after)
    {
        var page = new StudyEvent[Math.Clamp(events.Count - after, 0, PageEvents)];
        if (page.Length > 0)
            events.CopyTo(after, page, 0, page.Length);
        return ImmutableCollectionsMarshal.AsImmutableArray(page);
    }

    /// <summary>The time between two beats.</summary>
    private sealed class Moment(ClusterView? view)
    {
        private readonly TaskCompletionSource _over = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public ClusterView? View => view;

        public Task Over => _over.Task;

        public void End() => _over.TrySetResult();
    }
}

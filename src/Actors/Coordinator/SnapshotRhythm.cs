namespace Slimfront.Actors.Coordinator;

/// <summary>When a snapshot is due, and which ones may go: two are kept. Events are never deleted.</summary>
/// <param name="every">The fewest events between two.</param>
internal sealed class SnapshotRhythm(int every)
{
    private long _events;
    private long _last;

    /// <summary>The coordinator began with a snapshot of so many events.</summary>
    public void Restored(long events) => _events = events;

    /// <summary>Whether one is due now that there are so many events; it is taken then.</summary>
    /// <remarks>Rarer as the journal grows, so that all snapshots together stay within a few times its size.</remarks>
    public bool IsDue(long events)
    {
        if (events - _events < Math.Max(every, _events / 4))
            return false;
        _events = events;
        return true;
    }

    /// <summary>One was saved.</summary>
    /// <param name="number">The number in the journal up to which it goes.</param>
    /// <returns>The number up to which older ones may go; null where there are none.</returns>
    public long? Saved(long number)
    {
        long? old = _last > 0 ? _last - 1 : null;
        _last = number;
        return old;
    }
}

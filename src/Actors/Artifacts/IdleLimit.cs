namespace Slimfront.Actors.Artifacts;

/// <summary>Gives up what stands still for too long.</summary>
internal sealed class IdleLimit : IDisposable
{
    private readonly CancellationTokenSource _source;
    private readonly TimeSpan _limit;
    private long _resetAt = Environment.TickCount64;

    /// <summary>Begins to count.</summary>
    /// <param name="limit">How long nothing may happen; kept within a second.</param>
    /// <param name="cancel">Gives up at once.</param>
    public IdleLimit(TimeSpan limit, CancellationToken cancel)
    {
        _limit = limit;
        _source = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        _source.CancelAfter(limit);
    }

    /// <summary>Cancelled when it is time to give up.</summary>
    public CancellationToken Token => _source.Token;

    /// <summary>Something happened. Called for every few kilobytes, so a timer is not set each time.</summary>
    public void Reset()
    {
        var now = Environment.TickCount64;
        if (now - _resetAt < 1000)
            return;
        _resetAt = now;
        _source.CancelAfter(_limit);
    }

    /// <inheritdoc/>
    public void Dispose() => _source.Dispose();
}

namespace Slimfront.Actors.Nodes;

/// <summary>What was opened so far, to be closed in the reverse order, be it at the end or because the next step failed.</summary>
internal sealed class Ownership : IAsyncDisposable
{
    private readonly Stack<Func<ValueTask>> _close = new();

    /// <summary>Closes a part when its turn comes.</summary>
    public T Own<T>(T part)
        where T : IDisposable
    {
        _close.Push(() =>
        {
            part.Dispose();
            return ValueTask.CompletedTask;
        });
        return part;
    }

    /// <inheritdoc cref="Own{T}"/>
    public T OwnAsync<T>(T part)
        where T : IAsyncDisposable
    {
        _close.Push(part.DisposeAsync);
        return part;
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        while (_close.TryPop(out var close))
            await close();
    }
}

using Slimfront.Actors.Artifacts;
using Slimfront.Actors.Http;
using Slimfront.Actors.Runners;
using Slimfront.Search;

namespace Slimfront.Actors.Nodes;

/// <summary>Looks at a store now and then, and has what is not needed removed when it is above its limit.</summary>
/// <remarks>Between two looks the store may be above its limit. Where nobody tells what is needed, nothing is removed.</remarks>
internal sealed class StoreKeeper : IAsyncDisposable
{
    // Clocks of files and processes may differ by a tick.
    private static readonly TimeSpan Tick = TimeSpan.FromSeconds(1);

    private readonly ArtifactStore _store;
    private readonly StoreKeeping _keeping;
    private readonly ClusterClient _client;
    private readonly Action<string> _log;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _stop = new();
    private readonly Task _work;
    private bool _hasWarned;

    /// <summary>Begins at once.</summary>
    /// <param name="store">The store.</param>
    /// <param name="keeping">How large it may be.</param>
    /// <param name="client">Tells what is needed; owned from now on.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="log">Told of what was removed, and that the limit cannot be kept.</param>
    public StoreKeeper(
        ArtifactStore store,
        StoreKeeping keeping,
        ClusterClient client,
        TimeProvider clock,
        Action<string> log
    )
    {
        _store = store;
        _keeping = keeping;
        _client = client;
        _log = log;
        _clock = clock;
        _work = Task.Run(RunAsync);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _work;
        _stop.Dispose();
        _client.Dispose();
    }

    private async Task RunAsync()
    {
        using var timer = new PeriodicTimer(_keeping.Every, _clock);
        try
        {
            while (await timer.WaitForNextTickAsync(_stop.Token))
                await TryLookAsync();
        }
        catch (OperationCanceledException)
        {
            // The node ends.
        }
    }

    // Whatever goes wrong is told, and tried again at the next look.
    private async Task TryLookAsync()
    {
        try
        {
            await LookAsync();
        }
        catch (Exception e) when (e is not OperationCanceledException)
        {
            _log($"The store could not be looked through: {OneLine.Of(e.Message)}");
        }
    }

    private async Task LookAsync()
    {
        if (_store.Size() <= _keeping.LimitBytes)
            return;
        var before = _clock.GetUtcNow().UtcDateTime - Tick;
        if (await NeededAsync() is not { } needed)
            return;
        var collected = _store.Collect(_keeping.LimitBytes, needed, before);
        if (collected.Files > 0)
            _log(
                $"The store was above its limit: {collected.Files} files of {collected.Bytes} bytes were removed, {collected.Left} bytes are left."
            );
        if (collected.Left <= _keeping.LimitBytes || _hasWarned)
            return;
        _hasWarned = true;
        _log(
            $"The store cannot be kept below {_keeping.LimitBytes} bytes: {collected.Left} bytes are needed or in use."
        );
    }

    // Null where no coordinator answers now, or one of an older version: another time.
    private async Task<IReadOnlySet<string>?> NeededAsync()
    {
        try
        {
            return await _client.NeededAsync(_stop.Token);
        }
        catch (UserErrorException)
        {
            return null;
        }
    }
}

/// <summary>How large a store may be.</summary>
/// <param name="LimitBytes">Above this size, what is not needed is removed.</param>
public sealed record StoreKeeping(long LimitBytes)
{
    /// <summary>How often the store is looked at.</summary>
    public TimeSpan Every { get; init; } = TimeSpan.FromSeconds(30);
}

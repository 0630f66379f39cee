using Akka.Actor;
using Akka.Event;

namespace Slimfront.Actors.Nodes;

/// <summary>
/// Has a node live on when it loses its cluster, whatever others did: given up, cut off, without a coordinator, or with one that
/// founded another cluster. It joins again with new actors; what its slots run goes on meanwhile.
/// </summary>
/// <param name="options">The node.</param>
/// <param name="parts">What outlives its memberships.</param>
/// <param name="begin">Has a life join, and offers its services.</param>
internal sealed class NodeLives(NodeOptions options, NodeParts parts, Func<NodeLife, Task> begin)
    : IDisposable
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly CancellationTokenSource _leaving = new();
    private volatile NodeLife _last = null!;

    /// <summary>The present life, or the one before.</summary>
    public NodeLife Last => _last;

    /// <summary>What the process should exit with, once all is over.</summary>
    public int ExitCode { get; private set; } = 1;

    /// <summary>Whether the node was asked to leave.</summary>
    public bool IsLeaving => _leaving.IsCancellationRequested;

    /// <summary>The first life, which must come into a cluster.</summary>
    public async Task BeginAsync()
    {
        parts.Life = _last = new(options, parts);
        try
        {
            await begin(_last);
        }
        catch
        {
            await _last.EndAsync(new FatalReason());
            throw;
        }
    }

    /// <summary>Lives until the node was asked to leave, cannot go on, or was without a cluster for too long.</summary>
    public async Task ToEndAsync()
    {
        // Who knows the node by its address finds it again.
        var again = options with
        {
            Port = _last.Port,
        };
        do
        {
            await _last.System.WhenTerminated;
            Without();
        } while (MayGoOn() && await JoinAgainAsync(again));
        ExitCode = IsLeaving && _last.Fatal is null ? 0 : _last.Reason?.ExitCode ?? 1;
    }

    /// <summary>Ends the present life, and lets no other follow.</summary>
    public async Task LeaveAsync()
    {
        await _leaving.CancelAsync();
        await _last.EndAsync(new DrainedReason());
    }

    /// <inheritdoc/>
    public void Dispose() => _leaving.Dispose();

    private void Without()
    {
        parts.Life = null;
        parts.Http.ServeNobody();
    }

    private bool MayGoOn() =>
        !IsLeaving
        && !options.IsEmbedded
        && (_last.Fatal is null || _last.IsFenced)
        && options.GiveUpAfter != TimeSpan.Zero;

    // False where the node was asked to leave meanwhile, cannot go on, or its time is over.
    private async Task<bool> JoinAgainAsync(NodeOptions again)
    {
        var since = options.Clock.GetTimestamp();
        parts.Warn($"{_last.Ending} It joins again; what its slots run goes on.");
        using var patience = options.GiveUpAfter is { } limit
            ? new CancellationTokenSource(limit, options.Clock)
            : new CancellationTokenSource();
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, _leaving.Token);
        for (var pause = ShortestPause; !enough.IsCancellationRequested && MayGoOn(); pause = Longer(pause))
        {
            if (await IsJoinedAsync(again, enough.Token))
            {
                var took = options.Clock.GetElapsedTime(since);
                _last.System.Log.Info("The node is in its cluster again, after {0:0} s.", took.TotalSeconds);
                return true;
            }

            await Task.Delay(pause, options.Clock, enough.Token)
                .ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }

        return false;
    }

    // Whatever keeps the node from joining may pass: a port that is still taken, a certificate that is being replaced…
    private async Task<bool> IsJoinedAsync(NodeOptions again, CancellationToken enough)
    {
        NodeLife? life = null;
        try
        {
            parts.Life = _last = life = new(again, parts);
            await using var end = enough.Register(() => _ = life.EndAsync(EndOfTrying()));
            await begin(life);
            return true;
        }
        catch (Exception e)
        {
            parts.Warn($"The node is in no cluster yet: {e.GetBaseException().Message}");
            if (life is not null)
                await life.EndAsync(EndOfTrying());
            Without();
            return false;
        }
    }

    private CoordinatedShutdown.Reason EndOfTrying() =>
        IsLeaving ? new DrainedReason() : new NotJoinedReason();

    private static TimeSpan Longer(TimeSpan pause) => pause * 2 < LongestPause ? pause * 2 : LongestPause;
}

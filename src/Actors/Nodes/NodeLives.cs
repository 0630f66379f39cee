using Akka.Actor;
using Akka.Event;

namespace Slimfront.Actors.Nodes;

/// <summary>
/// Has a node live on when it loses its cluster, whatever others did: given up, cut off, without a coordinator, or with one that
/// founded another cluster. It joins again with new actors; what its slots run goes on meanwhile.
/// </summary>
internal sealed class NodeLives : IDisposable
{
    private static readonly TimeSpan ShortestPause = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly NodeOptions _options;
    private readonly NodeParts _parts;
    private readonly Func<NodeLife, Task> _begin;
    private readonly CancellationTokenSource _leaving = new();
    private volatile NodeLife _last;

    private NodeLives(NodeOptions options, NodeParts parts, Func<NodeLife, Task> begin, NodeLife first) =>
        (_options, _parts, _begin, _last) = (options, parts, begin, first);

    /// <summary>The present life, or the one before.</summary>
    public NodeLife Last => _last;

    /// <summary>What the process should exit with, once all is over.</summary>
    public int ExitCode { get; private set; } = 1;

    /// <summary>Whether the node was asked to leave.</summary>
    public bool IsLeaving => _leaving.IsCancellationRequested;

    /// <summary>The first life, which must come into a cluster.</summary>
    /// <param name="options">The node.</param>
    /// <param name="parts">What outlives its memberships.</param>
    /// <param name="begin">Has a life join, and offers its services.</param>
    public static async Task<NodeLives> BeginAsync(
        NodeOptions options,
        NodeParts parts,
        Func<NodeLife, Task> begin
    )
    {
        var first = new NodeLife(options, parts);
        parts.Membership.Life = first;
        try
        {
            await begin(first);
            return new(options, parts, begin, first);
        }
        catch
        {
            await first.EndAsync(new FatalReason());
            throw;
        }
    }

    /// <summary>Lives until the node was asked to leave, cannot go on, or was without a cluster for too long.</summary>
    public async Task ToEndAsync()
    {
        // Who knows the node by its address finds it again.
        var again = _options with
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
        _parts.Membership.Life = null;
        _parts.Http.ServeNobody();
    }

    private bool MayGoOn() =>
        !IsLeaving
        && !_options.IsEmbedded
        && (_last.Fatal is null || _last.IsFenced)
        && _options.GiveUpAfter != TimeSpan.Zero;

    // False where the node was asked to leave meanwhile, cannot go on, or its time is over.
    private async Task<bool> JoinAgainAsync(NodeOptions again)
    {
        var since = _options.Clock.GetTimestamp();
        _parts.Membership.Warn($"{_last.Ending} It joins again; what its slots run goes on.");
        using var patience = _options.GiveUpAfter is { } limit
            ? new CancellationTokenSource(limit, _options.Clock)
            : new CancellationTokenSource();
        using var enough = CancellationTokenSource.CreateLinkedTokenSource(patience.Token, _leaving.Token);
        for (var pause = ShortestPause; !enough.IsCancellationRequested && MayGoOn(); pause = Longer(pause))
        {
            if (await IsJoinedAsync(again, enough.Token))
            {
                var took = _options.Clock.GetElapsedTime(since);
                _last.System.Log.Info("The node is in its cluster again, after {0:0} s.", took.TotalSeconds);
                return true;
            }

            await Task.Delay(pause, _options.Clock, enough.Token)
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
            _parts.Membership.Life = _last = life = new(again, _parts);
            await using var end = enough.Register(() => _ = life.EndAsync(EndOfTrying()));
            await _begin(life);
            return true;
        }
        catch (Exception e)
        {
            _parts.Membership.Warn($"The node is in no cluster yet: {e.GetBaseException().Message}");
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

using Akka.Actor;
using Akka.Cluster;

namespace Slimfront.Actors.Nodes;

/// <summary>
/// Tells when a worker's cluster has no coordinator in reach for a while: it was stopped, or came back as the founder of another
/// cluster, or the network is cut. Workers are of no use to each other, so this one had better look for a coordinator elsewhere.
/// </summary>
internal sealed class CoordinatorWatch : ReceiveActor
{
    private const string Role = "coordinator";
    private static readonly TimeSpan Interval = TimeSpan.FromMilliseconds(250);

    private readonly TimeProvider _clock;
    private readonly TimeSpan _patience;
    private readonly Action _lost;
    private readonly Cluster _cluster = Cluster.Get(Context.System);
    private readonly ICancelable _looks = Context.System.Scheduler.ScheduleTellRepeatedlyCancelable(
        Interval,
        Interval,
        Context.Self,
        Look.Instance,
        Context.Self
    );
    private long _seenAt;
    private long _lookedAt;

    /// <summary>A watch.</summary>
    /// <param name="patience">How long a cluster may be without a coordinator in reach.</param>
    /// <param name="clock">The clock.</param>
    /// <param name="lost">Told once it was for longer.</param>
    public CoordinatorWatch(TimeSpan patience, TimeProvider clock, Action lost)
    {
        (_patience, _clock, _lost) = (patience, clock, lost);
        _seenAt = _lookedAt = clock.GetTimestamp();
        Receive<Look>(_ => Check());
    }

    /// <inheritdoc/>
    protected override void PostStop() => _looks.Cancel();

    private void Check()
    {
        var now = _clock.GetTimestamp();
        // A process that stood still has news waiting: what it knows is old.
        var stoodStill = _clock.GetElapsedTime(_lookedAt, now) > _patience / 2;
        _lookedAt = now;
        if (stoodStill || IsCoordinatorInReach())
            _seenAt = now;
        else if (_clock.GetElapsedTime(_seenAt, now) > _patience)
        {
            _lost();
            Context.Stop(Self);
        }
    }

    private bool IsCoordinatorInReach()
    {
        var state = _cluster.State;
        return state.Members.Any(m =>
            m.HasRole(Role)
            && m.Status is MemberStatus.Joining or MemberStatus.WeaklyUp or MemberStatus.Up
            && !state.Unreachable.Contains(m)
        );
    }

    private sealed record Look
    {
        public static Look Instance { get; } = new();
    }
}

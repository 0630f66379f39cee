using System.Globalization;
using Akka.Actor;
using Akka.Cluster;
using Slimfront.Actors.Coordinator;
using Slimfront.Actors.Journal;
using Slimfront.Actors.Slots;
using Slimfront.Search;
using Slimfront.Search.Rules;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Nodes;

/// <summary>One membership of a node in its cluster. An actor system can join once only, so a node that lost its cluster gets a
/// new one; all that is not of the cluster is in <see cref="NodeParts"/> and stays.</summary>
internal sealed class NodeLife
{
    private const string SystemName = "slimfront";

    private readonly NodeOptions _options;
    private readonly NodeParts _parts;
    private readonly List<IActorRef> _slots = [];
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private string? _lost;

    /// <summary>Starts the actors; the node is in no cluster yet.</summary>
    /// <param name="options">The node.</param>
    /// <param name="parts">What outlives this.</param>
    public NodeLife(NodeOptions options, NodeParts parts)
    {
        _options = options;
        _parts = parts;
        System = ActorSystem.Create(
            SystemName,
            NodeConfiguration.Setup(options, parts.Journal?.File).And(options.Log(parts.Token).AsSetup())
        );
        Coordinator = CoordinatorSingleton.Proxy(System);
        var shutdown = CoordinatedShutdown.Get(System);
        shutdown.AddTask(CoordinatedShutdown.PhaseBeforeServiceUnbind, "drain-slots", DrainSlotsAsync);
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceStop, "stop-http", StopHttpAsync);
    }

    /// <summary>The actors.</summary>
    public ActorSystem System { get; }

    /// <summary>The way to the coordinator, wherever it is.</summary>
    public IActorRef Coordinator { get; }

    /// <summary>What keeps the node from going on, if anything.</summary>
    public UserErrorException? Fatal { get; private set; }

    /// <summary>Whether that is only another coordinator's having taken over, which is as it should be.</summary>
    public bool IsFenced { get; private set; }

    /// <summary>Why it ended; null before it ends.</summary>
    public CoordinatedShutdown.Reason? Reason => CoordinatedShutdown.Get(System).ShutdownReason;

    /// <summary>"host:port".</summary>
    public string Address => HostAndPort(Cluster.Get(System).SelfAddress);

    /// <summary>The port that it listens on.</summary>
    public int Port => Cluster.Get(System).SelfAddress.Port!.Value;

    /// <summary>Why it ended, in a line; null where the node itself wanted it.</summary>
    public string? Ending =>
        Reason switch
        {
            CoordinatedShutdown.ClusterDowningReason => _lost
                ?? "The cluster gave this node up, because it could not be reached for too long.",
            CoordinatedShutdown.ClusterJoinUnsuccessfulReason =>
                "The node could not join its cluster: no seed node answered.",
            { ExitCode: ShutdownReasons.TlsFailure } =>
                "The node was stopped: a node that it dialled shows no certificate of this cluster's authority for its "
                    + "host, or something else listens on that node's port (the log says which).",
            FencedReason => Fatal?.Message,
            NotJoinedReason =>
                $"The node lost its cluster, and found it no more within {_options.GiveUpAfter}.",
            DrainedReason or FatalReason or CoordinatedShutdown.ClusterLeavingReason => null,
            var reason => $"The node was stopped: {reason?.GetType().Name ?? "for no known reason"}.",
        };

    /// <summary>Lets this node hold the coordinator when it is its turn.</summary>
    /// <param name="progress">Where what slots say is kept.</param>
    /// <param name="rules">What follows for a study from its events.</param>
    public void OfferCoordinator(ProgressTable progress, Func<StudySpec, StudyRules> rules) =>
        CoordinatorSingleton.Offer(
            System,
            new CoordinatorSettings
            {
                Source = _parts.Http.Address.ToString(),
                Rules = rules,
                Index = _parts.Store,
                Lease = _options.Lease,
                Grace = _options.IsEmbedded ? TimeSpan.Zero : _options.Grace,
                EndsNodeOnFailure = _options.IsEmbedded,
                OnActive = ShowCoordinator,
                OnFatal = Fail,
                Metrics = _parts.Telemetry.Coordinator,
                Feed = _parts.Feed,
                Progress = progress.Note,
                Clock = _options.Clock,
            }
        );

    /// <inheritdoc cref="ClusterEntry.JoinAsync"/>
    public Task JoinAsync() =>
        new ClusterEntry(_options, System, Coordinator, _parts.Journal?.Presence).JoinAsync(_failed.Task);

    /// <summary>From now on slots pull work, or go on with what they have.</summary>
    public void StartSlots(IEnumerable<SlotState> slots)
    {
        foreach (var slot in slots)
            _slots.Add(System.ActorOf(SlotActor.Props(slot, Coordinator), $"slot-{slot.Options.Id.Index}"));
        if (_options.Roles.HasFlag(NodeRoles.Coordinator))
            return;
        var patience = System.Settings.Config.GetTimeSpan("slimfront.rejoin-after");
        System.ActorOf(
            Props.Create(() => new CoordinatorWatch(patience, _options.Clock, () => Leave(patience))),
            "coordinator-watch"
        );
    }

    /// <summary>"host:port" of an address.</summary>
    public static string HostAndPort(Address address) =>
        string.Create(CultureInfo.InvariantCulture, $"{address.Host}:{address.Port}");

    /// <summary>Ends it, and waits for that.</summary>
    public async Task EndAsync(CoordinatedShutdown.Reason reason)
    {
        await CoordinatedShutdown.Get(System).Run(reason);
        await System.WhenTerminated;
    }

    private void Leave(TimeSpan patience)
    {
        _lost = $"No coordinator of its cluster could be reached for {patience.TotalSeconds:0.#} s.";
        var cluster = Cluster.Get(System);
        cluster.Down(cluster.SelfAddress);
    }

    // Whoever joins again keeps what slots are doing.
    private async Task<Akka.Done> DrainSlotsAsync()
    {
        if (Reason is not DrainedReason)
            return Akka.Done.Instance;
        var limit = _options.DrainLimit;
        var drained = _slots.Select(s => s.Ask<Drained>(new Drain(limit), limit + TimeSpan.FromSeconds(5)));
        await Task.WhenAll(drained);
        return Akka.Done.Instance;
    }

    private async Task<Akka.Done> StopHttpAsync()
    {
        if (Reason is DrainedReason or FatalReason)
            await _parts.Http.DisposeAsync();
        return Akka.Done.Instance;
    }

    private void ShowCoordinator(long? epoch)
    {
        if (epoch is { } active)
            _parts.Journal?.Presence?.Show(new(Address, active), () => Fail(new FencedException()));
        else
            _parts.Journal?.Presence?.Hide();
    }

    private void Fail(Exception cause)
    {
        var journal = _options.Journal is JournalTarget.Sqlite sqlite ? sqlite.File : $"{_options.Journal}";
        IsFenced = cause is FencedException;
        Fatal = JournalErrors.Explain(journal, cause);
        _failed.TrySetException(Fatal);
        _ = CoordinatedShutdown.Get(System).Run(IsFenced ? new FencedReason() : new FatalReason());
    }
}

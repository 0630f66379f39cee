using System.Globalization;
using System.Security.Cryptography;
using Akka.Actor;
using Akka.Cluster;
using Akka.Event;
using Slimfront.Actors.Artifacts;
using Slimfront.Actors.Coordinator;
using Slimfront.Actors.Http;
using Slimfront.Actors.Journal;
using Slimfront.Actors.Security;
using Slimfront.Actors.Slots;
using Slimfront.Actors.Telemetry;
using Slimfront.Search;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Nodes;

/// <summary>What a node is made of, and the order in which it starts and ends.</summary>
internal sealed class NodeParts : IAsyncDisposable
{
    private const string SystemName = "slimfront";
    private static readonly TimeSpan CutOffDrainLimit = TimeSpan.FromSeconds(5);

    private readonly NodeOptions _options;
    private readonly Stack<Func<ValueTask>> _release = new();
    private readonly TaskCompletionSource _failed = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly List<IActorRef> _slots = [];
    private readonly NodeTelemetry _telemetry = new();
    private readonly List<string> _early = [];
    private ArtifactStore? _store;
    private ProgressTable? _progress;
    private ArtifactFetcher? _fetcher;
    private PostgresPresence? _presence;

    private NodeParts(NodeOptions options)
    {
        _options = options;
        Token = options.HttpToken ?? Random(16);
        Release(_telemetry);
    }

    public string Token { get; }

    public ActorSystem System { get; private set; } = null!;

    public HttpService Http { get; private set; } = null!;

    /// <summary>Where what slots say is kept; null on nodes that hold no coordinator.</summary>
    public ProgressTable? Progress => _progress;

    /// <summary>The way to the coordinator, wherever it is.</summary>
    public IActorRef Coordinator { get; private set; } = null!;

    /// <summary>What keeps the node from going on, if anything.</summary>
    public UserErrorException? Fatal { get; private set; }

    public string Address
    {
        get
        {
            var self = Cluster.Get(System).SelfAddress;
            return string.Create(CultureInfo.InvariantCulture, $"{self.Host}:{self.Port}");
        }
    }

    /// <summary>Everything up to the point where the node joins its cluster.</summary>
    public static async Task<NodeParts> StartAsync(NodeOptions options)
    {
        var parts = new NodeParts(options);
        try
        {
            await parts.OpenAsync();
            return parts;
        }
        catch
        {
            await parts.AbandonAsync();
            throw;
        }
    }

    public void OfferCoordinator(Func<StudySpec, StudyRules> rules) =>
        CoordinatorSingleton.Offer(
            System,
            new CoordinatorSettings
            {
                Source = Http.Address.ToString(),
                Rules = rules,
                Index = _store,
                Lease = _options.Lease,
                Grace = _options.IsEmbedded ? TimeSpan.Zero : _options.Grace,
                EndsNodeOnFailure = _options.IsEmbedded,
                OnActive = ShowCoordinator,
                OnFatal = Fail,
                Metrics = _telemetry.Coordinator,
                Progress = _progress!.Note,
                Clock = _options.Clock,
            }
        );

    /// <inheritdoc cref="ClusterEntry.JoinAsync"/>
    public Task JoinAsync() =>
        new ClusterEntry(_options, System, Coordinator, _presence).JoinAsync(_failed.Task);

    public void StartSlots()
    {
        var incarnation = Random(2);
        for (var i = 0; i < _options.Slots.Length; i++)
        {
            var slot = new SlotOptions
            {
                Id = new(Address, i, incarnation),
                Device = _options.Slots[i].Device,
                MemoryBytes = _options.Slots[i].MemoryBytes,
                Labels = _options.Labels,
                Environment = _options.Environment(_options.Slots[i]),
                Source = Http.Address.ToString(),
                Store = _store!,
                Fetcher = _fetcher!,
                Runner = _options.Runner! with { Threads = _options.Slots[i].Threads },
                Clock = _options.Clock,
                Spans = _telemetry.Stages,
            };
            _slots.Add(System.ActorOf(SlotActor.Props(slot, Coordinator), $"slot-{i}"));
        }
    }

    /// <summary>Closes files and connections, once the actor system has ended.</summary>
    public async ValueTask DisposeAsync()
    {
        while (_release.TryPop(out var release))
            await release();
    }

    /// <summary>Ends a node that could not be started.</summary>
    public async Task AbandonAsync()
    {
        if (System is not null)
            await CoordinatedShutdown.Get(System).Run(new FatalReason());
        await DisposeAsync();
    }

    private async Task OpenAsync()
    {
        DiskRoom.Require(_options.StoreDirectory);
        if (_options.Journal is JournalTarget.Sqlite { File: var file })
            DiskRoom.Require(Path.GetDirectoryName(Path.GetFullPath(file))!);
        _store = ArtifactStore.Open(_options.StoreDirectory, OpenShared(), _options.Clock);
        Release(_store);
        _fetcher = new ArtifactFetcher(
            _store,
            Token,
            _options.Tls?.Handler() ?? Tls.LoopbackHandler(),
            _telemetry.Transfers.Received
        );
        Release(_fetcher);
        var journal = _options.Journal is JournalTarget.Sqlite sqlite ? JournalFile.Open(sqlite.File) : null;
        if (journal is not null)
            Release(journal);
        if (_options.Journal is JournalTarget.Postgres postgres)
        {
            await PostgresJournal.PrepareAsync(postgres.ConnectionString);
            _presence = new(postgres.ConnectionString);
            _release.Push(_presence.DisposeAsync);
        }

        if (_options.Journal is { } target)
            Release(_progress = new ProgressTable(target, _options.Clock));
        Http = await HttpService.StartAsync(
            new HttpOptions
            {
                Address = await ListenAddress.OfAsync(_options),
                PublicHost = _options.Tls is null ? null : _options.Host,
                Tls = _options.Tls,
                Port = _options.HttpPort,
                Token = Token,
                Store = _store,
                Sent = _telemetry.Transfers.Sent,
                IsReady = cancel => Readiness.AskAsync(System, Coordinator, cancel),
                Metrics = _options.Metrics,
            }
        );
        _release.Push(Http.DisposeAsync);
        System = ActorSystem.Create(
            SystemName,
            NodeConfiguration.Setup(_options, journal).And(_options.Log(Token).AsSetup())
        );
        foreach (var message in _early)
            Warn(message);
        Coordinator = CoordinatorSingleton.Proxy(System);
        var shutdown = CoordinatedShutdown.Get(System);
        shutdown.AddTask(CoordinatedShutdown.PhaseBeforeServiceUnbind, "drain-slots", DrainSlotsAsync);
        shutdown.AddTask(CoordinatedShutdown.PhaseServiceStop, "stop-http", StopHttpAsync);
    }

    /// <summary>Keeps the store within its limit, if it has one.</summary>
    public void StartKeeper()
    {
        if (_options.StoreLimit is not { } limit)
            return;
        var client = new ClusterClient(Http.Address, Token, _options.Tls?.Handler());
        var keeper = new StoreKeeper(_store!, limit, client, _options.Clock, m => System.Log.Info("{0}", m));
        _release.Push(keeper.DisposeAsync);
    }

    private SharedFolder? OpenShared() =>
        _options.SharedDirectory is { } folder ? new(folder, Warn, _options.Clock) : null;

    // The store is opened before there is a log.
    private void Warn(string message)
    {
        if (System is { } system)
            system.Log.Warning("{0}", message);
        else
            _early.Add(message);
    }

    private async Task<Akka.Done> DrainSlotsAsync()
    {
        // Without a journal, or without the cluster, nobody acknowledges what slots leave behind: only checkpoints matter.
        var isHeard = CoordinatedShutdown.Get(System).ShutdownReason is DrainedReason;
        var limit = isHeard ? _options.DrainLimit : CutOffDrainLimit;
        var drained = _slots.Select(s => s.Ask<Drained>(new Drain(limit), limit + TimeSpan.FromSeconds(5)));
        await Task.WhenAll(drained);
        return Akka.Done.Instance;
    }

    private async Task<Akka.Done> StopHttpAsync()
    {
        await Http.DisposeAsync();
        return Akka.Done.Instance;
    }

    private void ShowCoordinator(bool isActive)
    {
        if (isActive)
            _presence?.Show();
        else
            _presence?.Hide();
    }

    private void Fail(Exception cause)
    {
        var journal = _options.Journal is JournalTarget.Sqlite sqlite ? sqlite.File : $"{_options.Journal}";
        Fatal = JournalErrors.Explain(journal, cause);
        _failed.TrySetException(Fatal);
        _ = CoordinatedShutdown.Get(System).Run(new FatalReason());
    }

    private void Release(IDisposable part) =>
        _release.Push(() =>
        {
            part.Dispose();
            return ValueTask.CompletedTask;
        });

    private static string Random(int bytes) =>
        Convert.ToHexStringLower(RandomNumberGenerator.GetBytes(bytes));
}

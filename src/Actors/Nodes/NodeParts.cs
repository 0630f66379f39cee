using System.Security.Cryptography;
using Akka.Actor;
using Akka.Event;
using Slimfront.Actors.Artifacts;
using Slimfront.Actors.Feeds;
using Slimfront.Actors.Http;
using Slimfront.Actors.Journal;
using Slimfront.Actors.Security;
using Slimfront.Actors.Slots;
using Slimfront.Actors.Telemetry;
using Slimfront.Search;

namespace Slimfront.Actors.Nodes;

/// <summary>What of a node does not depend on its being in a cluster: store, journal's file, HTTP service, slots' runners.</summary>
internal sealed class NodeParts : IAsyncDisposable
{
    private readonly NodeOptions _options;
    private readonly Stack<Func<ValueTask>> _release = new();
    private readonly List<string> _early = [];
    private List<SlotState>? _slots;
    private bool _isTokenChecked;
    private ArtifactFetcher? _fetcher;
    private volatile NodeLife? _life;

    private NodeParts(NodeOptions options)
    {
        _options = options;
        Token = options.HttpToken ?? Random(16);
        Feed = new(options.Clock);
        Telemetry = new(Feed);
        Release(Feed);
        Release(Telemetry);
    }

    public string Token { get; }

    public HttpService Http { get; private set; } = null!;

    public ArtifactStore Store { get; private set; } = null!;

    /// <summary>What a coordinator of this node has written, for readers.</summary>
    public Feed Feed { get; }

    public NodeTelemetry Telemetry { get; }

    /// <summary>The journal, where it is a file.</summary>
    public JournalFile? Journal { get; private set; }

    /// <summary>Where active coordinators show; null where nobody could look.</summary>
    public PostgresPresence? Presence { get; private set; }

    /// <summary>Where what slots say is kept; null on nodes that hold no coordinator.</summary>
    public ProgressTable? Progress { get; private set; }

    /// <summary>The node's present membership in its cluster; null while it has none.</summary>
    public NodeLife? Life
    {
        get => _life;
        set
        {
            _life = value;
            if (value is not null)
                WarnBelated(value);
        }
    }

    /// <summary>Opens everything.</summary>
    public static async Task<NodeParts> OpenAsync(NodeOptions options)
    {
        var parts = new NodeParts(options);
        try
        {
            await parts.OpenAsync();
            return parts;
        }
        catch
        {
            await parts.DisposeAsync();
            throw;
        }
    }

    /// <summary>The slots, of which each is one and the same for as long as the process lives.</summary>
    /// <param name="node">The node's name, "host:port".</param>
    public IReadOnlyList<SlotState> Slots(string node)
    {
        var incarnation = Random(2);
        return _slots ??= [.. _options.Slots.Select((slot, i) => Slot(new(node, i, incarnation), slot))];
    }

    /// <summary>Has a worker that is in its cluster for the first time compare tokens, before anything is made.</summary>
    /// <param name="coordinator">The way to the coordinator.</param>
    /// <exception cref="UserErrorException">The cluster has another token.</exception>
    public async Task CheckTokenAsync(IActorRef coordinator)
    {
        if (_isTokenChecked || _options.Roles.HasFlag(NodeRoles.Coordinator))
            return;
        await new TokenCheck(_options.Tls, Token, coordinator).PassAsync();
        _isTokenChecked = true;
    }

    /// <summary>Keeps the store within its limit, if it has one.</summary>
    public void StartKeeper()
    {
        if (_options.StoreLimit is not { } limit)
            return;
        var client = new ClusterClient(Http.Address, Token, _options.Tls?.Handler());
        var keeper = new StoreKeeper(
            Store,
            limit,
            client,
            _options.Clock,
            m => Life?.System.Log.Info("{0}", m)
        );
        _release.Push(keeper.DisposeAsync);
    }

    /// <summary>Puts a line into the log, as soon as there is one.</summary>
    public void Warn(string message)
    {
        if (Life is { } life)
            life.System.Log.Warning("{0}", message);
        else
            lock (_early)
                _early.Add(message);
    }

    /// <summary>Lets what slots do leave checkpoints, and ends their runners.</summary>
    /// <param name="limit">How long that may take.</param>
    public Task EndSlotsAsync(TimeSpan limit) => Task.WhenAll((_slots ?? []).Select(s => s.EndAsync(limit)));

    /// <summary>Closes files and connections, once the actors have ended.</summary>
    public async ValueTask DisposeAsync()
    {
        while (_release.TryPop(out var release))
            await release();
    }

    private async Task OpenAsync()
    {
        DiskRoom.Require(_options.StoreDirectory);
        if (_options.Journal is JournalTarget.Sqlite { File: var file })
            DiskRoom.Require(Path.GetDirectoryName(Path.GetFullPath(file))!);
        Store = ArtifactStore.Open(_options.StoreDirectory, OpenShared(), _options.Clock);
        Release(Store);
        _fetcher = new ArtifactFetcher(
            Store,
            Token,
            _options.Tls?.Handler() ?? Tls.LoopbackHandler(),
            Telemetry.Transfers.Received
        );
        Release(_fetcher);
        await OpenJournalAsync();
        Http = await HttpService.StartAsync(
            new HttpOptions
            {
                Address = await ListenAddress.OfAsync(_options),
                PublicHost = _options.Tls is null ? null : _options.Host,
                Tls = _options.Tls,
                Port = _options.HttpPort,
                Token = Token,
                Store = Store,
                Sent = Telemetry.Transfers.Sent,
                IsReady = cancel => Readiness.AskAsync(Life, cancel),
                Metrics = _options.Metrics,
            }
        );
        _release.Push(Http.DisposeAsync);
    }

    private async Task OpenJournalAsync()
    {
        if (_options.Journal is JournalTarget.Sqlite sqlite)
            Release(Journal = JournalFile.Open(sqlite.File));
        if (_options.Journal is JournalTarget.Postgres postgres)
        {
            await PostgresJournal.PrepareAsync(postgres.ConnectionString);
            Presence = new(postgres.ConnectionString);
            _release.Push(Presence.DisposeAsync);
        }

        if (_options.Journal is { } target)
            Release(Progress = new ProgressTable(target, _options.Clock));
    }

    private SlotState Slot(Protocol.SlotId id, DeviceSlot slot) =>
        new(
            new SlotOptions
            {
                Id = id,
                Device = slot.Device,
                MemoryBytes = slot.MemoryBytes,
                Labels = _options.Labels,
                Environment = _options.Environment(slot),
                Source = Http.Address.ToString(),
                Store = Store,
                Fetcher = _fetcher!,
                Runner = _options.Runner! with { Threads = slot.Threads },
                Clock = _options.Clock,
                Spans = Telemetry.Stages,
            }
        );

    private SharedFolder? OpenShared() =>
        _options.SharedDirectory is { } folder ? new(folder, Warn, _options.Clock) : null;

    private void WarnBelated(NodeLife life)
    {
        lock (_early)
        {
            foreach (var message in _early)
                life.System.Log.Warning("{0}", message);
            _early.Clear();
        }
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

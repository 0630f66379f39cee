using System.Collections.Immutable;
using System.Net;
using Microsoft.AspNetCore.Http;
using Npgsql;
using Slimfront.Actors.Journal;
using Slimfront.Actors.Logging;
using Slimfront.Actors.Runners;
using Slimfront.Actors.Security;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Nodes;

/// <summary>What a node does in its cluster.</summary>
[Flags]
public enum NodeRoles
{
    /// <summary>Nothing.</summary>
    None = 0,

    /// <summary>It may hold the coordinator.</summary>
    Coordinator = 1,

    /// <summary>It has slots.</summary>
    Worker = 2,
}

/// <summary>One slot of a worker node.</summary>
/// <param name="Device">"cpu", "cuda:0"…</param>
/// <param name="Threads">Processor threads of its runner.</param>
/// <param name="MemoryBytes">Memory of the device, in bytes; 0 where it is not known.</param>
public sealed record DeviceSlot(string Device, int Threads, long MemoryBytes = 0);

/// <summary>Everything a node is told when it starts.</summary>
public sealed record NodeOptions
{
    /// <summary>What it does.</summary>
    public NodeRoles Roles { get; init; } = NodeRoles.Coordinator | NodeRoles.Worker;

    /// <summary>A cluster of one, for one run: a failure of the journal ends it, and nobody else joins.</summary>
    public bool IsEmbedded { get; init; }

    /// <summary>The address other nodes reach it by. Without TLS only a loopback address is allowed.</summary>
    public string Host { get; init; } = "127.0.0.1";

    /// <summary>The address to listen on, where it is not the host's own; needs TLS.</summary>
    public IPAddress? Bind { get; init; }

    /// <summary>The node's certificate and its cluster's authority; null to talk on loopback only.</summary>
    public Tls? Tls { get; init; }

    /// <summary>The port of the cluster's own traffic; 0 for any free one.</summary>
    public int Port { get; init; }

    /// <summary>Nodes to join by, each "host:port"; none to begin a cluster.</summary>
    public ImmutableArray<string> SeedNodes { get; init; } = [];

    /// <summary>The port of the HTTP service (artifacts, clients); 0 for any free one.</summary>
    public int HttpPort { get; init; }

    /// <summary>The secret that HTTP requests must carry; null to make one up.</summary>
    public string? HttpToken { get; init; }

    /// <summary>The folder of artifacts, checkpoints and logs.</summary>
    public required string StoreDirectory { get; init; }

    /// <summary>A folder that other nodes see too, through which artifacts travel where it works; null for none.</summary>
    public string? SharedDirectory { get; init; }

    /// <summary>How large the store may be; null for any size.</summary>
    public StoreKeeping? StoreLimit { get; init; }

    /// <summary>The journal; needed by coordinators only.</summary>
    public JournalTarget? Journal { get; init; }

    /// <summary>The slots; needed by workers only.</summary>
    public ImmutableArray<DeviceSlot> Slots { get; init; } = [];

    /// <summary>What a slot's results may depend on besides the stage: processor, threads, device, libraries.</summary>
    public Func<DeviceSlot, string> Environment { get; init; } = _ => "";

    /// <summary>What the node says of itself; a study may ask for it.</summary>
    public Labels Labels { get; init; } = Labels.None;

    /// <summary>How runners are started, but for their threads; needed by workers only.</summary>
    public RunnerOptions? Runner { get; init; }

    /// <summary>How long a slot may be silent before its work is given to another.</summary>
    public TimeSpan Lease { get; init; } = TimeSpan.FromSeconds(15);

    /// <summary>How long a new coordinator waits for slots to announce work that its journal says is running.</summary>
    /// <remarks>
    /// Longer than workers take to notice that a coordinator is gone and to join the cluster of its successor. Embedded nodes
    /// never wait: their slots died with them.
    /// </remarks>
    public TimeSpan Grace { get; init; } = TimeSpan.FromSeconds(30);

    /// <summary>How long slots may take to leave checkpoints and stop when the node is drained.</summary>
    public TimeSpan DrainLimit { get; init; } = TimeSpan.FromSeconds(90);

    /// <summary>
    /// How long a node that lost its cluster tries to come back before it ends; zero to end at once, null for ever.
    /// </summary>
    public TimeSpan? GiveUpAfter { get; init; }

    /// <summary>Text in the form of cluster.hocon that is laid over it.</summary>
    public string Configuration { get; init; } = "";

    /// <summary>Where the log goes; null for the console.</summary>
    public string? LogFile { get; init; }

    /// <summary>The form of the log.</summary>
    public LogFormat LogFormat { get; init; }

    /// <summary>Whether the node drains by itself on SIGTERM and Ctrl-C.</summary>
    public bool HandlesSignals { get; init; } = true;

    /// <summary>Answers GET /metrics for those who show the token; null to have no such page.</summary>
    public RequestDelegate? Metrics { get; init; }

    /// <summary>The clock.</summary>
    public TimeProvider Clock { get; init; } = TimeProvider.System;

    /// <summary>Every reason why no node can be started like this; nothing where one can.</summary>
    public IEnumerable<string> Problems()
    {
        foreach (var problem in TlsProblems())
            yield return problem;
        foreach (var (name, port) in new[] { ("port", Port), ("http port", HttpPort) })
            if (port is < 0 or > 65535)
                yield return $"{name} is {port}; it must be 0 to 65535";
        foreach (var seed in SeedNodes.Where(s => HostAndPort(s) is null))
            yield return $"seed node '{seed}' is not in the form host:port";
        if (string.IsNullOrWhiteSpace(StoreDirectory))
            yield return "the store's directory is not set";
        if (SharedDirectory is { } shared && IsSame(shared, StoreDirectory))
            yield return "the shared folder is the store itself; give each node a store of its own";
        if (StoreLimit is { LimitBytes: < 1 } limit)
            yield return $"the store's limit is {limit.LimitBytes} bytes; it must be above 0";
        if (Lease <= TimeSpan.Zero)
            yield return $"lease is {Lease}; it must be above 0";
        if (GiveUpAfter < TimeSpan.Zero)
            yield return $"it is to give up after {GiveUpAfter}; that must be 0 or more";
        foreach (var problem in RoleProblems())
            yield return problem;
    }

    /// <summary>How its log is written.</summary>
    /// <param name="token">The token of its HTTP service, which must not be in it.</param>
    internal NodeLog Log(string token) =>
        new(LogFile is { } file ? Path.GetFullPath(file) : null, LogFormat, [token, .. Passwords()]);

    private IEnumerable<string> Passwords()
    {
        if (
            Journal is JournalTarget.Postgres { ConnectionString: var connection }
            && new NpgsqlConnectionStringBuilder(connection).Password is { Length: > 0 } password
        )
            yield return password;
    }

    /// <summary>The parts of "host:port"; null where it is not in that form.</summary>
    internal static (string Host, int Port)? HostAndPort(string text)
    {
        var colon = text.LastIndexOf(':');
        return colon > 0 && ushort.TryParse(text.AsSpan(colon + 1), out var port) && port > 0
            ? (text[..colon], port)
            : null;
    }

    private IEnumerable<string> TlsProblems()
    {
        var asked = NodeConfiguration.AsksForTls(NodeConfiguration.Given(this));
        if (asked && Tls is null)
            yield return "the configuration switches TLS on by itself; give the node its certificate instead, "
                + "so that HTTP is covered too";
        if (Tls is null && !IsLoopback(Host))
            yield return $"host is '{Host}', but without TLS only a loopback address is allowed";
        if (Tls is null && Bind is { } bind && !IPAddress.IsLoopback(bind))
            yield return $"it is to listen on {bind}, but without TLS only a loopback address is allowed";
        if (Tls is { Certificate: null })
            yield return "a node needs a certificate of its own, not only its authority's";
        if (Tls is { Certificate: { } own } && !Tls.Trusts(own, Host))
            yield return $"host is '{Host}', but the certificate is for {string.Join(", ", Tls.Names)}";
    }

    private IEnumerable<string> RoleProblems()
    {
        var isCoordinator = Roles.HasFlag(NodeRoles.Coordinator);
        var isWorker = Roles.HasFlag(NodeRoles.Worker);
        if (Roles == NodeRoles.None)
            yield return "the node has no role; there are coordinator and worker";
        if (isCoordinator && Journal is null)
            yield return "a coordinator needs a journal";
        if (!isCoordinator && SeedNodes.IsEmpty)
            yield return "a worker needs the address of a node to join";
        if (IsEmbedded && !SeedNodes.IsEmpty)
            yield return "an embedded node joins no other";
        if (isWorker && Slots.IsEmpty)
            yield return "a worker needs slots";
        if (isWorker && Runner is null)
            yield return "a worker needs the command of its runners";
        foreach (var slot in Slots.Where(s => s.Threads < 1))
            yield return $"a slot on {slot.Device} has {slot.Threads} threads; it needs one or more";
    }

    private static bool IsSame(string left, string right) =>
        Path.GetFullPath(left).TrimEnd('/', '\\') == Path.GetFullPath(right).TrimEnd('/', '\\');

    private static bool IsLoopback(string host) =>
        string.Equals(host, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(host, out var address) && IPAddress.IsLoopback(address));
}

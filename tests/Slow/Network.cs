using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster;
using Akka.Remote;
using Akka.Remote.Transport;
using Slimfront.Actors.Journal;
using Slimfront.Actors.Nodes;
using Slimfront.Actors.Tests.Coordinator;
using Slimfront.Actors.Tests.Runners;
using Slimfront.Actors.Tests.Support;
using Direction = Akka.Remote.Transport.ThrottleTransportAdapter.Direction;

namespace Slimfront.Slow.Tests;

/// <summary>Three coordinators on one PostgreSQL journal and two workers, whose connections can be cut one way or both.</summary>
internal sealed class Network : IAsyncDisposable
{
    private const int Coordinators = 3;

    // Everything a few times faster than shipped; in the same proportions.
    private const string Quick = """
        akka.remote.dot-netty.tcp.applied-adapters = ["trttl"]
        akka.cluster {
          gossip-interval = 200ms
          leader-actions-interval = 200ms
          unreachable-nodes-reaper-interval = 200ms
          failure-detector { heartbeat-interval = 300ms, acceptable-heartbeat-pause = 2s }
          split-brain-resolver.stable-after = 2s
          singleton { hand-over-retry-interval = 300ms }
        }
        slimfront.rejoin-after = 2s
        """;

    private readonly TemporaryFolder _folder = new();
    private readonly TimeSpan? _giveUpAfter;
    private readonly int[] _ports = Ports.Free(5);
    private readonly Node?[] _nodes = new Node?[5];

    /// <summary>The journal's database.</summary>
    public string Database { get; } = PostgresServer.Shared.NewDatabase();

    /// <summary>The nodes that have not ended.</summary>
    public IEnumerable<Node> Alive => _nodes.OfType<Node>().Where(n => !n.Completion.IsCompleted);

    private Network(TimeSpan? giveUpAfter) => _giveUpAfter = giveUpAfter;

    /// <summary>Starts every node.</summary>
    /// <param name="isSupervised">Whether nodes that lose their cluster end, for somebody to start them again.</param>
    public static async Task<Network> StartAsync(bool isSupervised = true)
    {
        var network = new Network(isSupervised ? TimeSpan.Zero : null);
        await network.StartMissingAsync();
        return network;
    }

    /// <summary>Starts every node that has ended, like a supervisor.</summary>
    public async Task StartMissingAsync()
    {
        for (var i = 0; i < _nodes.Length; i++)
            if (_nodes[i] is null or { Completion.IsCompleted: true })
                _nodes[i] = await StartAsync(Options(i));
    }

    /// <summary>Starts a node that has ended, with so much time to find the others.</summary>
    public async Task StartAsync(int node, TimeSpan patience)
    {
        var options = Options(node);
        var limit = $"akka.cluster.shutdown-after-unsuccessful-join-seed-nodes = {patience.TotalSeconds}s";
        _nodes[node] = await StartAsync(
            options with
            {
                Configuration = options.Configuration + limit + "\nakka.cluster.seed-node-timeout = 1s",
            }
        );
    }

    /// <summary>The node whose coordinator answers for itself.</summary>
    public async Task<int> ActiveAsync()
    {
        for (var i = 0; i < Coordinators; i++)
            if (_nodes[i] is { Completion.IsCompleted: false } node && await IsActiveAsync(node))
                return i;
        throw new AssertionException("No coordinator is active.");
    }

    public Node this[int index] => _nodes[index]!;

    /// <summary>A coordinator that is not a given one.</summary>
    public static int Other(int than, int further = 1) => (than + further) % Coordinators;

    /// <summary>Between a node and others nothing passes any more; or nothing that it sends.</summary>
    public async Task CutAsync(int node, IEnumerable<int> others, Direction direction = Direction.Both)
    {
        foreach (var other in others)
            await ThrottleAsync(node, other, direction, Blackhole.Instance);
    }

    /// <summary>Everything passes again.</summary>
    public async Task HealAsync()
    {
        for (var node = 0; node < _nodes.Length; node++)
        for (var other = 0; other < _nodes.Length; other++)
            if (node != other)
                await ThrottleAsync(node, other, Direction.Both, Unthrottled.Instance);
    }

    public async ValueTask DisposeAsync()
    {
        await Task.WhenAll(Alive.Select(n => n.DisposeAsync().AsTask()));
        _folder.Dispose();
    }

    private static Task<Node> StartAsync(NodeOptions options) =>
        Node.StartAsync(options, new FakePipeline(), FakePipeline.Search);

    private async Task ThrottleAsync(int node, int other, Direction direction, ThrottleMode mode)
    {
        if (_nodes[node] is not { Completion.IsCompleted: false } alive)
            return;
        var set = SetAsync(alive.System, _ports[other], direction, mode);
        await Task.WhenAny(set, alive.Completion);
        if (set.IsCompletedSuccessfully)
            return;
        // A node that is ending answers no more, or refuses.
        await Task.WhenAny(alive.Completion, Task.Delay(TimeSpan.FromSeconds(30)));
        if (!alive.Completion.IsCompleted)
            await set;
    }

    private static async Task SetAsync(ActorSystem system, int other, Direction direction, ThrottleMode mode)
    {
        var address = Cluster.Get(system).SelfAddress.WithPort(other);
        var provider = (IRemoteActorRefProvider)((ExtendedActorSystem)system).Provider;
        await provider.Transport.ManagementCommand(new SetThrottle(address, direction, mode));
    }

    private static async Task<bool> IsActiveAsync(Node node)
    {
        try
        {
            await node.ViewAsync();
            return true;
        }
        catch (Search.UserErrorException)
        {
            return false;
        }
    }

    private NodeOptions Options(int index)
    {
        var isWorker = index >= Coordinators;
        return new()
        {
            Roles = isWorker ? NodeRoles.Worker : NodeRoles.Coordinator,
            Port = _ports[index],
            SeedNodes = [.. _ports.Select(p => $"127.0.0.1:{p}")],
            StoreDirectory = _folder[$"node-{index}"],
            Journal = isWorker ? null : new JournalTarget.Postgres(Database),
            Slots = isWorker ? ImmutableArray.Create(new DeviceSlot("cpu", 1)) : [],
            Runner = isWorker ? Stub.Options() : null,
            HttpToken = "secret",
            LogFile = _folder[$"node-{index}.log"],
            Configuration = Quick,
            Lease = TimeSpan.FromSeconds(5),
            Grace = TimeSpan.FromSeconds(4),
            GiveUpAfter = _giveUpAfter,
            HandlesSignals = false,
        };
    }
}

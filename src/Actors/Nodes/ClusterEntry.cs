using System.Collections.Immutable;
using Akka.Actor;
using Akka.Cluster;
using Slimfront.Actors.Coordinator;
using Slimfront.Actors.Journal;
using Slimfront.Actors.Protocol;
using Slimfront.Search;

namespace Slimfront.Actors.Nodes;

/// <summary>How a node comes into its cluster.</summary>
/// <param name="options">The node.</param>
/// <param name="system">Its actors.</param>
/// <param name="coordinator">The way to the coordinator.</param>
/// <param name="presence">Where active coordinators show, if anywhere.</param>
internal sealed class ClusterEntry(
    NodeOptions options,
    ActorSystem system,
    IActorRef coordinator,
    PostgresPresence? presence
)
{
    // Akka's own code for it.
    private const int JoinFailed = 4;

    /// <summary>Joins by the seed nodes, or begins a cluster; where this node alone may coordinate, until that is done.</summary>
    /// <param name="failed">Fails when the node cannot go on.</param>
    public async Task JoinAsync(Task failed)
    {
        var cluster = Cluster.Get(system);
        var isFirst = options.SeedNodes.IsEmpty;
        var joined = isFirst
            ? cluster.JoinAsync(cluster.SelfAddress)
            : cluster.JoinSeedNodesAsync(await SeedsAsync(cluster.SelfAddress));
        await UnlessStopped(joined, failed);
        if (isFirst)
            await UnlessStopped(CoordinatorAsync(), failed);
        else if (options.Roles.HasFlag(NodeRoles.Coordinator))
            _ = RehearseAsync();
    }

    // Waits for a step of the start, which may never end once the node has failed or was stopped.
    private async Task UnlessStopped(Task step, Task failed)
    {
        var first = await Task.WhenAny(step, failed, system.WhenTerminated);
        if (first == system.WhenTerminated || step.Exception?.InnerException is ClusterJoinFailedException)
            throw new UserErrorException(
                options.SeedNodes.IsEmpty
                    ? "The node was stopped while it started."
                    : $"The node could not join its cluster: none of {string.Join(", ", options.SeedNodes)} answered."
            )
            {
                ExitCode = CoordinatedShutdown.Get(system).ShutdownReason?.ExitCode ?? JoinFailed,
            };
        await first;
    }

    private async Task CoordinatorAsync() =>
        await coordinator.Ask<CoordinatorAt>(new WhereIsCoordinator(), TimeSpan.FromMinutes(2));

    // Not before another coordinator is active: it is the one that makes the tables.
    private async Task RehearseAsync()
    {
        try
        {
            await CoordinatorAsync();
            system.ActorOf(JournalRehearsal.Props(), "journal-rehearsal");
        }
        catch (Exception e) when (e is AskTimeoutException or InvalidOperationException)
        {
            // It takes over without: slower, and no worse.
        }
    }

    private Task<IEnumerable<Address>> SeedsAsync(Address self) =>
        SeedsAsync(
            [.. options.SeedNodes.Select(s => At(self, s))],
            self,
            options.Roles.HasFlag(NodeRoles.Coordinator),
            presence is null ? null : presence.ActiveAsync
        );

    /// <summary>Whom a node asks to let it in; it founds a cluster of its own where it is the first of these and none answers.</summary>
    /// <remarks>
    /// While a coordinator is active there is a cluster to be found: at that coordinator's node, whatever seed nodes this one was
    /// told of. And where the journal cannot be asked, as on a node whose network is cut, none is founded: its coordinator could
    /// do nothing but take the journal away from another one once the network is back. Nor does a worker found one: without a
    /// coordinator it would be alone there for ever.
    /// </remarks>
    /// <param name="seeds">The seed nodes.</param>
    /// <param name="self">The node.</param>
    /// <param name="mayFound">Whether it may hold a coordinator.</param>
    /// <param name="active">Finds the active coordinator; null where the node has no way to ask.</param>
    /// <exception cref="UserErrorException">There is no other seed node, and the node may not found, or the journal cannot be asked.</exception>
    internal static async Task<IEnumerable<Address>> SeedsAsync(
        ImmutableArray<Address> seeds,
        Address self,
        bool mayFound,
        Func<Task<ActiveCoordinator?>>? active
    )
    {
        Address[] others = [.. seeds.Where(s => s != self)];
        if (!mayFound)
            return others.Length > 0
                ? others
                : throw new UserErrorException(
                    "A worker cannot begin a cluster: --seed must name a coordinator's node, and names only this one."
                );
        if (active is null)
            return seeds;
        try
        {
            return await active() switch
            {
                null => seeds,
                { Address: "" } => others.Length > 0 ? others : seeds,
                { Address: var address } when address == NodeLife.HostAndPort(self) => seeds,
                { Address: var address } => others.Prepend(At(self, address)).Distinct(),
            };
        }
        catch (UserErrorException) when (others.Length > 0)
        {
            return others;
        }
    }

    private static Address At(Address self, string node)
    {
        var (host, port) = NodeOptions.HostAndPort(node)!.Value;
        return self.WithHost(host).WithPort(port);
    }
}

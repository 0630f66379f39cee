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
            : cluster.JoinSeedNodesAsync(await SeedsAsync(cluster));
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

    // The first seed node founds a cluster where it finds none; while a coordinator is active there is one to be found.
    private async Task<IEnumerable<Address>> SeedsAsync(Cluster cluster)
    {
        Address[] seeds = [.. options.SeedNodes.Select(s => Seed(cluster, s))];
        var isFounder = seeds.Length > 1 && seeds[0] == cluster.SelfAddress;
        return isFounder && presence is not null && await presence.IsAnybodyShownAsync() ? seeds[1..] : seeds;
    }

    private static Address Seed(Cluster cluster, string seed)
    {
        var (host, port) = NodeOptions.HostAndPort(seed)!.Value;
        return cluster.SelfAddress.WithHost(host).WithPort(port);
    }
}

using Akka.Actor;
using Akka.Cluster;
using Slimfront.Actors.Protocol;

namespace Slimfront.Actors.Nodes;

/// <summary>Whether a node can do its work: it is in its cluster, not on its way out, and a coordinator answers it.</summary>
internal static class Readiness
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Finds out.</summary>
    /// <param name="system">The node's actor system; null while it starts.</param>
    /// <param name="coordinator">The way to the coordinator; null while the node starts.</param>
    /// <param name="cancel">Gives up.</param>
    public static async Task<bool> AskAsync(
        ActorSystem? system,
        IActorRef? coordinator,
        CancellationToken cancel
    )
    {
        if (system is null || coordinator is null)
            return false;
        if (Cluster.Get(system).SelfMember.Status is not MemberStatus.Up)
            return false;
        if (CoordinatedShutdown.Get(system).ShutdownReason is not null)
            return false;
        try
        {
            await coordinator.Ask<CoordinatorAt>(new WhereIsCoordinator(), Patience, cancel);
            return true;
        }
        catch (AskTimeoutException)
        {
            return false;
        }
    }
}

using Akka.Actor;
using Akka.Cluster;
using Slimfront.Actors.Protocol;

namespace Slimfront.Actors.Nodes;

/// <summary>Whether a node can do its work: it is in its cluster, not on its way out, and a coordinator answers it.</summary>
internal static class Readiness
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    /// <summary>Finds out.</summary>
    /// <param name="life">The node's membership in its cluster; null while it has none.</param>
    /// <param name="cancel">Gives up.</param>
    public static async Task<bool> AskAsync(NodeLife? life, CancellationToken cancel)
    {
        if (life is null || life.Reason is not null)
            return false;
        if (Cluster.Get(life.System).SelfMember.Status is not MemberStatus.Up)
            return false;
        try
        {
            await life.Coordinator.Ask<CoordinatorAt>(new WhereIsCoordinator(), Patience, cancel);
            return true;
        }
        catch (AskTimeoutException)
        {
            return false;
        }
    }
}

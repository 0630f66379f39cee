using Akka.Actor;
using Akka.Cluster.Tools.Singleton;
using Akka.Pattern;

namespace Slimfront.Actors.Coordinator;

/// <summary>The one coordinator of a cluster, and the way to it.</summary>
internal static class CoordinatorSingleton
{
    private const string Name = "coordinator";

    /// <summary>Lets this node hold the coordinator when it is its turn.</summary>
    /// <remarks>
    /// A persistent actor stops when its journal fails, and the singleton's manager would never start it again; the
    /// supervisor in between does, but not before another node had the time to take over: else two could write.
    /// </remarks>
    public static void Offer(ActorSystem system, CoordinatorSettings settings)
    {
        var restart = system.Settings.Config.GetConfig("slimfront.coordinator-restart");
        var supervised = BackoffSupervisor.Props(
            Backoff
                .OnStop(
                    CoordinatorActor.Props(settings),
                    "active",
                    restart.GetTimeSpan("minimum"),
                    restart.GetTimeSpan("maximum"),
                    randomFactor: 0.2,
                    maxNrOfRetries: -1
                )
                .WithFinalStopMessage(message => message is Retire)
        );
        system.ActorOf(
            ClusterSingletonManager.Props(
                supervised,
                Retire.Instance,
                ClusterSingletonManagerSettings.Create(system)
            ),
            Name
        );
    }

    /// <summary>The way to the coordinator, wherever it is.</summary>
    public static IActorRef Proxy(ActorSystem system) =>
        system.ActorOf(
            ClusterSingletonProxy.Props($"/user/{Name}", ClusterSingletonProxySettings.Create(system)),
            "coordinator-proxy"
        );
}

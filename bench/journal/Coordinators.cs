using Akka.Actor;
using Akka.Event;
using Slimfront.Actors.Coordinator;
using Slimfront.Actors.Protocol;

namespace Slimfront.Journal.Bench;

/// <summary>The real coordinator with trivial rules.</summary>
internal static class Coordinators
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    public static CoordinatorSettings Settings(ActorSystem system, bool isClustered = false) =>
        new()
        {
            Source = "http://127.0.0.1/",
            Rules = TrivialPipeline.Rules,
            Grace = TimeSpan.Zero,
            WatchesMembers = isClustered,
            EndsNodeOnFailure = true,
            OnFatal = e => system.Log.Error(e, "The coordinator failed."),
        };

    public static async Task<long> EpochAsync(IActorRef coordinator) =>
        (await coordinator.Ask<CoordinatorAt>(new WhereIsCoordinator(), Limit)).Epoch;
}

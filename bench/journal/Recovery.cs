using System.Diagnostics;
using Akka.Actor;
using Slimfront.Actors.Coordinator;

namespace Slimfront.Journal.Bench;

/// <summary>Starts a coordinator on a journal that exists, in a process of its own.</summary>
internal static class Recovery
{
    /// <summary>Prints "seconds from the actor's start to its first answer, memory afterwards, seconds until a snapshot".</summary>
    public static async Task<int> RunAsync(string journal, bool awaitsSnapshot)
    {
        using var database = Database.Open(journal);
        using var system = ActorSystem.Create(
            "recovery",
            database.Configuration("akka.actor.provider = local")
        );
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var start = Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds;
        var started = Stopwatch.GetTimestamp();
        var settings = Coordinators.Settings(system) with
        {
            // The next process is not to find one.
            SnapshotEvery = awaitsSnapshot ? 1000 : int.MaxValue,
        };
        var actor = system.ActorOf(CoordinatorActor.Props(settings));
        await Coordinators.EpochAsync(actor);
        var recovered = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var processor = Process.GetCurrentProcess().TotalProcessorTime.TotalSeconds - start;
        var whole = (
            TimeProvider.System.GetLocalNow().DateTime - Process.GetCurrentProcess().StartTime
        ).TotalSeconds;
        started = Stopwatch.GetTimestamp();
        while (awaitsSnapshot && database.Scalar<long>("select count(*) from snapshot") == 0)
            await Task.Delay(10);
        var snapshot = Stopwatch.GetElapsedTime(started).TotalSeconds;
        var view = settings.Feed.Now!;
        var memory = GC.GetTotalMemory(forceFullCollection: true) - before;
        var trials = Math.Max(1, view.Studies.Values.Sum(s => s.Trials.Count));
        Console.WriteLine(
            string.Create(
                System.Globalization.CultureInfo.InvariantCulture,
                $"{recovered:0.00} {whole:0.00} {snapshot:0.00} {memory / (double)trials:0} {processor:0.00}"
            )
        );
        await system.Terminate();
        GC.KeepAlive(view);
        return 0;
    }
}

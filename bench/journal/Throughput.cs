using System.Diagnostics;
using Akka.Actor;
using Akka.Cluster;
using Slimfront.Actors.Coordinator;
using Slimfront.Actors.Feeds;
using Slimfront.Actors.Nodes;
using Slimfront.Actors.Protocol;
using Slimfront.Search.Studies;

namespace Slimfront.Journal.Bench;

/// <summary>A study of trivial stages through the real coordinator and its journal.</summary>
internal static class Throughput
{
    private const int WarmUp = 6;

    /// <summary>A journal in memory, for an actor system.</summary>
    public const string Memory = """
        akka.persistence.journal.plugin = "akka.persistence.journal.inmem"
        akka.persistence.snapshot-store.plugin = "akka.persistence.snapshot-store.inmem"
        """;

    /// <summary>Coordinator and slots in one process, without remoting.</summary>
    public static async Task<Run> EmbeddedAsync(
        Database database,
        bool inMemory,
        int studies,
        int trials,
        int slots
    )
    {
        var configuration = database.Configuration(
            $"akka.actor.provider = local\n{(inMemory ? Memory : "")}"
        );
        using var system = ActorSystem.Create("slimfront", configuration);
        var settings = Coordinators.Settings(system);
        var actor = system.ActorOf(CoordinatorActor.Props(settings));
        StartSlots(system, "a:1", actor, slots);
        return await MeasureAsync(system, actor, settings.Feed, inMemory ? null : database, studies, trials);
    }

    /// <summary>The coordinator as a cluster's singleton here, slots in another process.</summary>
    public static async Task<Run> TwoProcessesAsync(
        Database database,
        bool inMemory,
        int studies,
        int trials,
        int slots
    )
    {
        var configuration = database.Configuration(
            $"akka.cluster.roles = [coordinator]\nakka.remote.dot-netty.tcp.port = 0\n{(inMemory ? Memory : "")}"
        );
        using var system = ActorSystem.Create("slimfront", configuration);
        var cluster = Cluster.Get(system);
        var settings = Coordinators.Settings(system, isClustered: true);
        CoordinatorSingleton.Offer(system, settings);
        await cluster.JoinAsync(cluster.SelfAddress);
        var proxy = CoordinatorSingleton.Proxy(system);
        await Coordinators.EpochAsync(proxy);
        using var worker = Process.Start(
            new ProcessStartInfo(
                Environment.ProcessPath!,
                [.. Self(), "slots", $"{cluster.SelfAddress}", $"{slots}"]
            )
            {
                RedirectStandardInput = true,
                UseShellExecute = false,
            }
        )!;
        while ((settings.Feed.Now?.Slots.Length ?? 0) < slots)
            await Task.Delay(50);
        var run = await MeasureAsync(
            system,
            proxy,
            settings.Feed,
            inMemory ? null : database,
            studies,
            trials
        );
        worker.StandardInput.Close();
        await worker.WaitForExitAsync();
        return run;
    }

    /// <summary>The other process: slots, until its input ends.</summary>
    public static async Task<int> SlotsAsync(string seed, int slots)
    {
        var options = new NodeOptions { Roles = NodeRoles.Worker, StoreDirectory = "none" };
        using var system = ActorSystem.Create("slimfront", NodeConfiguration.Of(options, null));
        var cluster = Cluster.Get(system);
        await cluster.JoinSeedNodesAsync([Address.Parse(seed)]);
        var self = $"{cluster.SelfAddress.Host}:{cluster.SelfAddress.Port}";
        StartSlots(system, self, CoordinatorSingleton.Proxy(system), slots);
        await Console.In.ReadToEndAsync();
        await system.Terminate();
        return 0;
    }

    /// <summary>The arguments before ours, where this runs as "dotnet FILE".</summary>
    public static IEnumerable<string> Self() =>
        Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet"
            ? [typeof(Throughput).Assembly.Location]
            : [];

    /// <summary>Slots in this process.</summary>
    public static void StartSlots(
        ActorSystem system,
        string node,
        IActorRef coordinator,
        int slots,
        TimeSpan pace = default
    )
    {
        for (var i = 0; i < slots; i++)
        {
            var index = i;
            system.ActorOf(
                Props.Create(() => new SimulatedSlot(node, index, coordinator, pace)),
                $"simulated-{index}"
            );
        }
    }

    private static async Task<Run> MeasureAsync(
        ActorSystem system,
        IActorRef coordinator,
        Feed feed,
        Database? database,
        int studies,
        int trials
    )
    {
        // The first studies are compiled rather than run.
        for (var i = 0; i < WarmUp; i++)
            await FinishAsync(
                coordinator,
                feed,
                TrivialPipeline.Spec(trials) with
                {
                    Name = $"warm-up-{i}",
                    Seed = 1000 + (ulong)i,
                }
            );
        var rows = database?.Scalar<long>("select count(*) from journal") ?? 0;
        var processor = Process.GetCurrentProcess().TotalProcessorTime;
        var started = Stopwatch.GetTimestamp();
        var stages = 0;
        for (var i = 0; i < studies; i++)
        {
            var spec = TrivialPipeline.Spec(trials) with { Name = $"study-{i}", Seed = (ulong)i };
            var study = await FinishAsync(coordinator, feed, spec);
            stages += study.Stages.Values.Count(n => n.Status is StageStatus.Done);
        }

        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        processor = Process.GetCurrentProcess().TotalProcessorTime - processor;
        rows = (database?.Scalar<long>("select count(*) from journal") ?? 0) - rows;
        await system.Terminate();
        return new(stages, seconds, processor.TotalSeconds, rows);
    }

    /// <summary>Runs a study to its end.</summary>
    public static async Task<Study> FinishAsync(IActorRef coordinator, Feed feed, StudySpec spec)
    {
        await coordinator.Ask<Accepted>(new Submit(spec));
        while (true)
        {
            // Oftener than the feed's beat, so that the end is known to a few milliseconds.
            if (feed.Now!.Studies[spec.Name] is { Phase: StudyPhase.Finished } study)
                return study;
            await Task.Delay(5);
        }
    }
}

/// <summary>What one run gave.</summary>
internal sealed record Run(int Stages, double Seconds, double ProcessorSeconds, long Rows)
{
    public double PerSecond => Stages / Seconds;
}

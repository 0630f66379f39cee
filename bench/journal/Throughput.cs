using System.Diagnostics;
using Akka.Actor;
using Akka.Cluster;
using Slimfront.Actors.Coordinator;
using Slimfront.Actors.Nodes;
using Slimfront.Actors.Protocol;
using Slimfront.Search.Studies;

namespace Slimfront.Journal.Bench;

/// <summary>A study of trivial stages through the real coordinator and its journal.</summary>
internal static class Throughput
{
    private const int WarmUp = 6;

    private const string Memory = """
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
        var actor = system.ActorOf(CoordinatorActor.Props(Coordinators.Settings(system)));
        StartSlots(system, "a:1", actor, slots);
        return await MeasureAsync(system, actor, inMemory ? null : database, studies, trials);
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
        CoordinatorSingleton.Offer(system, Coordinators.Settings(system, isClustered: true));
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
        while ((await Coordinators.ViewAsync(proxy)).Slots.Length < slots)
            await Task.Delay(50);
        var run = await MeasureAsync(system, proxy, inMemory ? null : database, studies, trials);
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

    private static void StartSlots(ActorSystem system, string node, IActorRef coordinator, int slots)
    {
        for (var i = 0; i < slots; i++)
        {
            var index = i;
            system.ActorOf(
                Props.Create(() => new SimulatedSlot(node, index, coordinator)),
                $"simulated-{index}"
            );
        }
    }

    private static async Task<Run> MeasureAsync(
        ActorSystem system,
        IActorRef coordinator,
        Database? database,
        int studies,
        int trials
    )
    {
        // The first studies are compiled rather than run.
        for (var i = 0; i < WarmUp; i++)
            await FinishAsync(
                coordinator,
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
            var study = await FinishAsync(coordinator, spec);
            stages += study.Stages.Values.Count(n => n.Status is StageStatus.Done);
        }

        var seconds = Stopwatch.GetElapsedTime(started).TotalSeconds;
        processor = Process.GetCurrentProcess().TotalProcessorTime - processor;
        rows = (database?.Scalar<long>("select count(*) from journal") ?? 0) - rows;
        await system.Terminate();
        return new(stages, seconds, processor.TotalSeconds, rows);
    }

    private static async Task<Study> FinishAsync(IActorRef coordinator, StudySpec spec)
    {
        await coordinator.Ask<Accepted>(new Submit(spec));
        while (true)
        {
            var view = await Coordinators.ViewAsync(coordinator);
            if (view.Studies[spec.Name] is { Phase: StudyPhase.Finished } study)
                return study;
            await Task.Delay(20);
        }
    }
}

/// <summary>What one run gave.</summary>
internal sealed record Run(int Stages, double Seconds, double ProcessorSeconds, long Rows)
{
    public double PerSecond => Stages / Seconds;
}

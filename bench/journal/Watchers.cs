using System.Diagnostics;
using Akka.Actor;
using Slimfront.Actors.Coordinator;
using Slimfront.Actors.Feeds;
using Slimfront.Actors.Http;
using Slimfront.Actors.Protocol;
using Slimfront.Search.Studies;

namespace Slimfront.Journal.Bench;

/// <summary>What it costs the coordinator that others watch: the same study with nobody and with many readers of its feed.</summary>
/// <remarks>
/// Readers are clients over HTTP in a process of their own, at the lowest priority, as they are on other machines in earnest. The two
/// arms alternate in one process, first one first and then the other, so that what drifts is in both.
/// </remarks>
internal static class Watchers
{
    private const string Token = "bench";
    private const int WarmUp = 2;

    /// <summary>Prints every study's turns per second, and the ratio of the two arms with its interval.</summary>
    public static async Task CompareAsync(
        Database database,
        string kind,
        int trials,
        int watchers,
        int pairs,
        int slots,
        TimeSpan pace
    )
    {
        using var system = ActorSystem.Create(
            "watched",
            database.Configuration(
                $"akka.actor.provider = local\n{(kind == "memory" ? Throughput.Memory : "")}"
            )
        );
        var settings = Coordinators.Settings(system);
        var actor = system.ActorOf(CoordinatorActor.Props(settings));
        await Coordinators.EpochAsync(actor);
        await using var http = await HttpService.StartAsync(new() { Token = Token });
        http.ServeClients(actor, settings.Feed, spec => spec);
        Throughput.StartSlots(system, "a:1", actor, slots, pace);
        var arms = new Arms(actor, settings.Feed, http.Address, trials);
        for (var i = 0; i < WarmUp; i++)
            await arms.RunAsync(i % 2 == 0 ? 0 : watchers);

        var (ratios, processor) = (new List<double>(), new double[2]);
        for (var i = 0; i < pairs; i++)
        {
            var isWatchedFirst = i % 2 == 1;
            var first = await arms.RunAsync(isWatchedFirst ? watchers : 0);
            var second = await arms.RunAsync(isWatchedFirst ? 0 : watchers);
            var (alone, watched) = isWatchedFirst ? (second, first) : (first, second);
            ratios.Add(Math.Log(watched.PerSecond / alone.PerSecond));
            processor[0] += 1e6 * alone.ProcessorSeconds / pairs;
            processor[1] += 1e6 * watched.ProcessorSeconds / pairs;
            Console.WriteLine(
                $"  {alone.PerSecond:0} turns/s alone, {watched.PerSecond:0} watched, {Change(ratios[^1])}"
            );
        }

        var mean = ratios.Average();
        var deviation = Math.Sqrt(ratios.Sum(r => (r - mean) * (r - mean)) / (pairs - 1));
        var half = Student(pairs - 1) * deviation / Math.Sqrt(pairs);
        Console.WriteLine(
            $"{kind}, {pace.TotalMilliseconds} ms a stage: {watchers} watchers change turns/s by {Change(mean)} "
                + $"(95 % interval {Change(mean - half)} to {Change(mean + half)}, {pairs} pairs); "
                + $"{processor[0]:0} µs of the processors a turn alone, {processor[1]:0} watched"
        );
        await arms.StallAsync(watchers);
        await system.Terminate();
    }

    /// <summary>The other process: readers of one study from its first event to its end, each of which must get every event once.</summary>
    public static async Task<int> WatchAsync(Uri address, string study, int readers)
    {
        var came = new CountdownEvent(readers);
        var all = Enumerable.Range(0, readers).Select(_ => Task.Run(ReadAsync)).ToArray();
        await Task.Run(came.Wait);
        Process.GetCurrentProcess().PriorityClass = ProcessPriorityClass.Idle;
        Console.WriteLine("all are there");
        Console.WriteLine((await Task.WhenAll(all)).Distinct().Single());
        return 0;

        async Task<int> ReadAsync()
        {
            using var client = new ClusterClient(address, Token);
            var known = 0;
            await foreach (var update in client.FollowAsync(study, 0, CancellationToken.None))
            {
                if (update.After != known)
                    throw new InvalidOperationException($"After event {known} came {update.After + 1}.");
                if (known == 0)
                    came.Signal();
                known += update.Events.Length;
            }

            return known;
        }
    }

    private static string Change(double logarithm) => $"{Math.Exp(logarithm) - 1:+0.0 %;-0.0 %}";

    // Two-sided 95 %, by the number of degrees of freedom.
    private static double Student(int degrees) =>
        degrees switch
        {
            < 5 => 2.776,
            < 10 => 2.262,
            < 20 => 2.093,
            _ => 1.96,
        };

    private sealed record Run(double PerSecond, double ProcessorSeconds);

    private sealed class Arms(IActorRef coordinator, Feed feed, Uri address, int trials)
    {
        private int _studies;

        /// <summary>Turns per second of one study, and processor seconds of this process for each turn.</summary>
        public async Task<Run> RunAsync(int watchers)
        {
            var name = await BeginAsync();
            using var process = watchers == 0 ? null : Start(name, watchers);
            if (process is not null)
                await process.StandardOutput.ReadLineAsync();
            GC.GetTotalMemory(forceFullCollection: true);
            var run = await FinishAsync(name);
            if (process is null)
                return run;
            var read = await process.StandardOutput.ReadLineAsync();
            await process.WaitForExitAsync();
            var events = feed.Now!.Events[name].Count;
            return read == $"{events}"
                ? run
                : throw new InvalidOperationException($"Readers got {read} events of {events}.");
        }

        /// <summary>Prints what readers that take nothing leave in memory at the end of a study.</summary>
        public async Task StallAsync(int watchers)
        {
            var name = await BeginAsync();
            await FinishAsync(name);
            var before = GC.GetTotalMemory(forceFullCollection: true);
            using var client = new HttpClient();
            client.DefaultRequestHeaders.Authorization = new("Bearer", Token);
            var stalled = new List<HttpResponseMessage>();
            for (var i = 0; i < watchers; i++)
                stalled.Add(
                    await client.GetAsync(
                        new Uri(address, $"/studies/{name}/events"),
                        HttpCompletionOption.ResponseHeadersRead
                    )
                );
            await Task.Delay(TimeSpan.FromSeconds(1));
            var held = GC.GetTotalMemory(forceFullCollection: true) - before;
            await Task.Delay(EventStream.Stalled + TimeSpan.FromSeconds(10));
            var cutOff = 0;
            foreach (var response in stalled)
                try
                {
                    await response.Content.CopyToAsync(Stream.Null);
                }
                catch (Exception e) when (e is IOException or HttpRequestException)
                {
                    cutOff++;
                }

            Console.WriteLine(
                $"{watchers} readers that take nothing of a study's events: {held / 1e6:0.0} MB; {cutOff} were cut off"
            );
            stalled.ForEach(r => r.Dispose());
        }

        // It stands still until its readers are there.
        private async Task<string> BeginAsync()
        {
            var name = $"study-{_studies++}";
            var spec = TrivialPipeline.Spec(trials) with { Name = name, Seed = (ulong)_studies };
            await coordinator.Ask<Accepted>(new Submit(spec));
            await coordinator.Ask<Accepted>(new PauseStudy(name, "nobody reads yet"));
            return name;
        }

        private async Task<Run> FinishAsync(string name)
        {
            var (told, started) = (SimulatedSlot.Told, Stopwatch.GetTimestamp());
            var processor = Environment.CpuUsage.TotalTime;
            await coordinator.Ask<Accepted>(new ContinueStudy(name, "all are there"));
            while (feed.Now!.Studies[name].Phase is not StudyPhase.Finished)
                await Task.Delay(5);
            var (turns, seconds) = (
                SimulatedSlot.Told - told,
                Stopwatch.GetElapsedTime(started).TotalSeconds
            );
            return new(turns / seconds, (Environment.CpuUsage.TotalTime - processor).TotalSeconds / turns);
        }

        private Process Start(string study, int watchers) =>
            Process.Start(
                new ProcessStartInfo(
                    Environment.ProcessPath!,
                    [.. Throughput.Self(), "watch", $"{address}", study, $"{watchers}"]
                )
                {
                    RedirectStandardOutput = true,
                    UseShellExecute = false,
                }
            )!;
    }
}

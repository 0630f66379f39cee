using Slimfront.Chaos.Bench.Modes;
using Slimfront.Chaos.Bench.Processes;
using Slimfront.Search;

// A cluster of real processes on PostgreSQL, and what is done to it. Linux; needs Debian's postgresql.
//   mode=faults (default): seeds=1,2,3 faults=100 gap=8   random SIGKILLs and freezes of runners, workers and coordinators, restarted by this program
//     resume=1: no more faults; the cluster of an interrupted run goes on to the end of its study and is checked
//   mode=calm: minutes=30                           every core trains and nothing else happens: no node may be thought to have failed
//   mode=failover: rounds=10                        SIGKILL, then SIGTERM, of the active coordinator: until work is handed out again
//   mode=freeze: rounds=20 seconds=60               the active coordinator is frozen, replaced and woken
//   mode=partition: rounds=2 seconds=50             cables taken out and packets lost between network namespaces; needs root
//   out=FOLDER (journals, logs, stores), port=15100 (this one and the hundred after it)
// Ends with exit code 1 where a promise was broken; the logs of all nodes stay in the folder.
var options = args.Where(a => a.Contains('=', StringComparison.Ordinal))
    .ToDictionary(a => a.Split('=', 2)[0], a => a.Split('=', 2)[1], StringComparer.Ordinal);
var folder = Path.GetFullPath(options.GetValueOrDefault("out", "bench-chaos"));
Directory.CreateDirectory(folder);
await using var postgres = await Postgres.StartAsync(Path.Combine(folder, "postgres"));
var bench = new Bench(options, postgres);
var isGood = options.GetValueOrDefault("mode", "faults") switch
{
    "faults" => await new FaultsMode(bench).RunAsync(),
    "calm" => await new CalmMode(bench).RunAsync(),
    "failover" => await new FailoverMode(bench).RunAsync(),
    "freeze" => await new FreezeMode(bench).RunAsync(),
    "partition" => await new PartitionMode(bench).RunAsync(),
    var other => throw new UserErrorException(
        $"mode={other}: no such mode. Known: faults, calm, failover, freeze, partition."
    ),
};
return isGood ? 0 : 1;

using System.Globalization;
using System.Reflection;
using Slimfront.Search.Bench;
using Slimfront.Search.Bench.Table;
using Slimfront.Search.Samplers;
using Slimfront.Search.Schedulers;
using Slimfront.Search.Spaces;
using Slimfront.Search.Techniques;

// quality (default): hypervolume after so many trials, median [quartiles] over seeds.
//   problems=zdt1,zdt2,zdt3 samplers=gp,tpe seeds=11 first=1 trials=100 lag=1 analytic=-1 threads=1 s.NAME=VALUE…
//   plugins=PATH,… adds samplers from outside; samplers optuna-tpe and optuna-nsga2 run Debian's python3-optuna on the same functions; python=/usr/bin/python3
//   optuna-tpe-distinct and optuna-nsga2-distinct do not count trials that repeat an earlier one.
//   gap=1: what is missing to the largest hypervolume. plots=FOLDER: pictures. keep=FOLDER: runs are kept there, and read instead of made.
// time=1: milliseconds of processor time per suggestion after 100, 1,000 and 10,000 finished trials, and the memory of one.
// schedulers=asha,…: on the table of real recipes, what each misses after half of full training's device time and after all of it, and when it
//   has the hypervolume of full training.
//   samplers=random seeds=21 trials=100 sharing=1 rungs=3
var options = args.Where(a => a.Contains('=', StringComparison.Ordinal))
    .ToDictionary(a => a.Split('=')[0], a => a.Split('=')[1], StringComparer.Ordinal);
var plugins = Option("plugins", "").Split(',', StringSplitOptions.RemoveEmptyEntries);
var samplers = Catalog.Scan<ISampler>(
    "sampler",
    [typeof(ISampler).Assembly, .. plugins.Select(path => Assembly.LoadFrom(Path.GetFullPath(path)))]
);
var settings = Configuration.From(
    options
        .Where(o => o.Key.StartsWith("s.", StringComparison.Ordinal))
        .Select(o => KeyValuePair.Create(o.Key[2..], Value.Parse(o.Value)))
);
int[] sizes = [100, 1000, 10_000];
if (options.ContainsKey("schedulers"))
{
    foreach (var key in Option("samplers", "random").Split(','))
        Compare(key, Option("schedulers", "asha").Split(','));
    return;
}
string[] problems = Option("problems", "zdt1,zdt2,zdt3").Split(',');
foreach (var problem in problems.Select(name => Problems.All.Single(p => p.Name == name)))
{
    var done = new List<Quality>();
    foreach (var key in Option("samplers", "gp").Split(','))
    {
        if (Number("time", 0) != 1)
            done.Add(Quality(problem, key));
        var cells = Number("time", 0) == 1 ? Times(problem, key) : done[^1].Cells(Number("gap", 0) == 1);
        Console.WriteLine($"| {problem.Name} | {key} | {cells} |");
    }
    if (Option("plots", "") is not { Length: > 0 } folder)
        continue;
    Plots.OverTrials(done, Path.Combine(folder, $"{problem.Name}-trials.png"));
    if (problem == TableProblem.Instance)
        Plots.Attained(done, trials: 50, Path.Combine(folder, "table-attainment.png"));
}

string Option(string name, string otherwise) => options.GetValueOrDefault(name, otherwise);
int Number(string name, int otherwise) =>
    int.Parse(Option(name, $"{otherwise}"), CultureInfo.InvariantCulture);

Quality Quality(Problem problem, string key)
{
    var runner = new Runner(problem, Number("analytic", -1), Number("lag", 1));
    var trials = Number("trials", 100);
    int[] seeds = [.. Enumerable.Range(Number("first", 1), Number("seeds", 11))];
    var runs = new Kept(Option("keep", "")).Get(
        $"{problem.Name}-{key}-{trials}-{seeds[0]}-{seeds[^1]}",
        () =>
            key.StartsWith("optuna-", StringComparison.Ordinal)
                ? OptunaPeer.Run(
                    Option("python", "/usr/bin/python3"),
                    runner,
                    key["optuna-".Length..],
                    trials,
                    seeds
                )
                :
                [
                    .. seeds
                        .AsParallel()
                        .AsOrdered()
                        .WithDegreeOfParallelism(Number("threads", 1))
                        .Select(seed =>
                            runner.Run(samplers[key].Create(settings), key, trials, (ulong)seed).Losses
                        ),
                ]
    );
    return new(runner, key, runs);
}

string Times(Problem problem, string key) =>
    string.Join(
        " | ",
        sizes.Select(size =>
        {
            var (median, longest) = Timing.Of(samplers[key], problem, size, suggestions: 30);
            return $"{size}: {median:F2} ms, longest {longest:F0} ms";
        })
    ) + $" | {Timing.Memory(samplers[key], problem, 10_000):F0} bytes per trial";

void Compare(string sampler, string[] keys)
{
    var schedulers = Catalog.Scan<IScheduler>("scheduler", [typeof(IScheduler).Assembly]);
    var comparison = new SchedulerComparison(
        () => samplers[sampler].Create(settings),
        Number("trials", 100),
        Number("seeds", 21),
        Number("sharing", 1) == 1
    );
    var full = comparison.Full();
    var seconds = full.Select(f => f[^1].Seconds).Order().ToArray();
    Console.WriteLine(
        $"| {sampler} | none ({seconds[seconds.Length / 2]:F0} s) | {SchedulerComparison.Cells(full, full)} |"
    );
    var courses = new List<(string, IReadOnlyList<IReadOnlyList<Reached>>)>
    {
        ("full training", [.. full.Select(f => (IReadOnlyList<Reached>)f)]),
    };
    foreach (var key in keys)
    {
        var technique = schedulers[key];
        var parameters = technique.Usual.With(
            Configuration.Of(("eta", Value.Of(3.0)), ("rungs", Value.Of(Number("rungs", 3))))
        );
        var reached = comparison.Within(full, technique.Create(parameters));
        Console.WriteLine($"| {sampler} | {key} | {SchedulerComparison.Cells(full, reached)} |");
        courses.Add((key, [.. reached.Select(c => (IReadOnlyList<Reached>)c)]));
    }
    if (Option("plots", "") is { Length: > 0 } folder)
        Plots.OverSeconds(courses, Path.Combine(folder, $"table-seconds-{sampler}.png"));
}

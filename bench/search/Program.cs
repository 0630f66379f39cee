using System.Globalization;
using System.Reflection;
using Slimfront.Search.Bench;
using Slimfront.Search.Samplers;
using Slimfront.Search.Spaces;
using Slimfront.Search.Techniques;

// quality (default): hypervolume after so many trials, median [quartiles] over seeds.
//   problems=zdt1,zdt2,zdt3 samplers=gp,tpe seeds=11 trials=100 lag=1 analytic=-1 threads=1 s.NAME=VALUE…
//   plugins=PATH,… adds samplers from outside; samplers optuna-tpe and optuna-nsga2 run Debian's python3-optuna on the same functions; python=/usr/bin/python3
// time=1: milliseconds of processor time per suggestion after 100, 1,000 and 10,000 finished trials, and the memory of one.
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
int[] marks = [25, 50, 75, 100, 200, 500, 1000];
int[] sizes = [100, 1000, 10_000];
string[] problems = Option("problems", "zdt1,zdt2,zdt3").Split(',');
foreach (var problem in problems.Select(name => Problems.All.Single(p => p.Name == name)))
foreach (var key in Option("samplers", "gp").Split(','))
    Console.WriteLine(
        $"| {problem.Name} | {key} | {(Number("time", 0) == 1 ? Times(problem, key) : Quality(problem, key))} |"
    );

string Option(string name, string otherwise) => options.GetValueOrDefault(name, otherwise);
int Number(string name, int otherwise) =>
    int.Parse(Option(name, $"{otherwise}"), CultureInfo.InvariantCulture);

string Quality(Problem problem, string key)
{
    var runner = new Runner(problem, Number("analytic", -1), Number("lag", 1));
    var trials = Number("trials", 100);
    var runs = key.StartsWith("optuna-", StringComparison.Ordinal)
        ? OptunaPeer.Run(
            Option("python", "/usr/bin/python3"),
            runner,
            key["optuna-".Length..],
            trials,
            Number("seeds", 11)
        )
        : Enumerable
            .Range(1, Number("seeds", 11))
            .AsParallel()
            .WithDegreeOfParallelism(Number("threads", 1))
            .Select(seed => runner.Run(samplers[key].Create(settings), key, trials, (ulong)seed).Losses)
            .ToArray();
    var cells = marks
        .Where(mark => mark <= trials)
        .Select(mark =>
        {
            var volumes = runs.Select(run => runner.Hypervolume(run.Take(mark))).Order().ToArray();
            return $"{mark}: {volumes[volumes.Length / 2]:F3} [{volumes[volumes.Length / 4]:F3}, {volumes[volumes.Length * 3 / 4]:F3}]";
        });
    return string.Join(" | ", cells);
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

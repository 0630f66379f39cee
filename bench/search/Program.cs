using System.Globalization;
using Slimfront.Search.Bench;
using Slimfront.Search.Samplers;
using Slimfront.Search.Spaces;
using Slimfront.Search.Techniques;

var samplers = Catalog.Scan<ISampler>("sampler", typeof(ISampler).Assembly);
var options = args.Where(a => a.Contains('='))
    .ToDictionary(a => a.Split('=')[0], a => a.Split('=')[1], StringComparer.Ordinal);
string Option(string name, string otherwise) => options.GetValueOrDefault(name, otherwise);
int Number(string name, int otherwise) =>
    int.Parse(Option(name, $"{otherwise}"), CultureInfo.InvariantCulture);

var seeds = Number("seeds", 11);
var trials = Number("trials", 100);
int[] marks = [25, 50, 75, 100, 200, 500, 1000];
var checkpoints = marks.Where(c => c <= trials).ToArray();
foreach (var name in Option("problems", "zdt1,zdt2,zdt3").Split(','))
foreach (var key in Option("samplers", "sobol").Split(','))
{
    var problem = Problems.All.Single(p => p.Name == name);
    var runner = new Runner(problem, Number("analytic", -1), Number("lag", 1));
    var settings = Configuration.From(
        options
            .Where(o => o.Key.StartsWith("s.", StringComparison.Ordinal))
            .Select(o => KeyValuePair.Create(o.Key[2..], Value.Parse(o.Value)))
    );
    var runs = Enumerable
        .Range(1, seeds)
        .AsParallel()
        .WithDegreeOfParallelism(Number("threads", 1))
        .Select(s => runner.Run(samplers[key].Create(settings), key, trials, (ulong)s))
        .ToArray();
    var cells = checkpoints.Select(c =>
    {
        var volumes = runs.Select(r => runner.Hypervolume(r.Losses.Take(c))).Order().ToArray();
        return $"{c}: {volumes[volumes.Length / 2]:F2} [{volumes[volumes.Length / 4]:F2}, {volumes[volumes.Length * 3 / 4]:F2}]";
    });
    var time = runs.SelectMany(r => r.Milliseconds.TakeLast(20)).Order().ToArray();
    Console.WriteLine($"{name} {key} | {string.Join(" | ", cells)} | last 20: {time[time.Length / 2]:F2} ms");
}

using System.Globalization;
using Slimfront.Methods.Bench;

// Every compression method against the same student without it, over several seeds:
//   dotnet run -c Release --project bench/methods -- studies=distillation,pruning seeds=5 slots=2 out=bench-methods
// Each study of bench/methods/studies is run once per seed by 'slimfront search'; stages that seeds and studies share are
// made once, and a run that was interrupted goes on. Prints a markdown table per study and leaves a plot beside it.
var options = args.Where(a => a.Contains('=', StringComparison.Ordinal))
    .ToDictionary(a => a.Split('=')[0], a => a.Split('=')[1], StringComparer.Ordinal);
var folder = Path.Combine(AppContext.BaseDirectory, "studies");
var studies = options.TryGetValue("studies", out var chosen)
    ? chosen.Split(',')
    :
    [
        .. Directory
            .GetFiles(folder, "*.yaml")
            .Select(f => Path.GetFileNameWithoutExtension(f))
            .Order(StringComparer.Ordinal),
    ];
var seeds = int.Parse(options.GetValueOrDefault("seeds", "5"), CultureInfo.InvariantCulture);
var slots = int.Parse(options.GetValueOrDefault("slots", "2"), CultureInfo.InvariantCulture);
var output = Path.GetFullPath(options.GetValueOrDefault("out", "bench-methods"));

foreach (var name in studies)
{
    var study = BenchStudy.Read(Path.Combine(folder, name + ".yaml"));
    var repeats = Enumerable.Range(1, seeds).Select(seed => Repeat.Run(study, seed, slots, output)).ToArray();
    var table = new Table(study, repeats);
    Console.WriteLine(table.Markdown());
    Plots.Save(table, Path.Combine(output, name + ".png"));
}

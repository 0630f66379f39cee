using System.Collections.Immutable;
using System.Globalization;
using Slimfront.Table.Bench;

// Makes the table of real recipes that bench/search compares samplers and schedulers on:
//   dotnet run -c Release --project bench/table -- out=bench-table parts=2 repeats=3 table=bench/search/Table
// Runs every stage of every recipe of TableSpace with seeds 1 to "repeats", by the engine's own pipeline and stages, and writes
// means to recipes.csv and stages.csv in the folder "table". What is done is kept in "out", so an interrupted run goes on. parts=N
// works in N processes. With sizes=FOLDER nothing is trained: the sizes of the table in that folder are written anew.
var options = args.Where(a => a.Contains('=', StringComparison.Ordinal))
    .ToDictionary(a => a.Split('=')[0], a => a.Split('=')[1], StringComparer.Ordinal);
string Option(string name, string otherwise) => options.GetValueOrDefault(name, otherwise);
int Number(string name, string otherwise) => int.Parse(Option(name, otherwise), CultureInfo.InvariantCulture);

var folder = Path.GetFullPath(Option("out", "bench-table"));
var parts = Number("parts", "2");
ImmutableArray<Plans> repeats =
[
    .. Enumerable.Range(1, Number("repeats", "3")).Select(seed => Plans.Make((ulong)seed)),
];
if (options.TryGetValue("sizes", out var table))
{
    Sizes.Rewrite(repeats[0], table);
    return 0;
}
if (options.ContainsKey("part"))
{
    var part = Number("part", "0");
    foreach (var plans in repeats)
        new Work(folder, $"part-{part}").Do(plans.Part(part, parts));
    return 0;
}
Console.WriteLine(
    $"{repeats.Length} times {repeats[0].Recipes.Length} recipes, {repeats[0].Stages.Length} stages"
);
foreach (var plans in repeats)
    new Work(folder, "shared").Do(plans.Shared);
if (!Children.Run(folder, parts, repeats.Length))
    return 1;
TableWriter.Write(repeats, Work.Done(folder), Option("table", folder));
return 0;

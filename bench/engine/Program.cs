using System.Globalization;
using Slimfront.Engine.Bench;

// CPU seconds per image of the runner's training and evaluation beside PyTorch's, as a markdown table:
//   networks=digits,fashion work=labels,distil,evaluate threads=1,2 repeat=5 seconds=4 memory=1 python=/usr/bin/python3
//   mend: what strided 1×1 convolutions cost as they are computed here
// Both sides are child processes, in turns, so that what else the machine does falls on both alike.
if (args is ["child", ..])
{
    Child.Run(args[1..]);
    return;
}

if (args is ["mend"])
{
    Mend.Run();
    return;
}

var options = args.Where(a => a.Contains('=', StringComparison.Ordinal))
    .ToDictionary(a => a.Split('=')[0], a => a.Split('=')[1], StringComparer.Ordinal);
var comparison = new Comparison(
    Option("python", "/usr/bin/python3"),
    int.Parse(Option("repeat", "5"), CultureInfo.InvariantCulture),
    double.Parse(Option("seconds", "4"), CultureInfo.InvariantCulture)
);
var workloads = Workload
    .All.Where(w => Option("networks", "digits,fashion").Split(',').Contains(w.Name, StringComparer.Ordinal))
    .ToList();
var threads = Option("threads", "1,2").Split(',').Select(t => int.Parse(t, CultureInfo.InvariantCulture));
foreach (var workload in workloads)
    comparison.Check(workload);
comparison.Compare(workloads, Option("work", "labels,distil,evaluate").Split(','), [.. threads]);
if (Option("memory", "1") == "1")
    comparison.Memory(workloads);

string Option(string name, string otherwise) => options.GetValueOrDefault(name, otherwise);

using Slimfront.Search.Studies;

namespace Slimfront.Simulate.Bench;

/// <summary>What was seen, in lines of Markdown or of text.</summary>
internal static class Report
{
    public const string ScheduleHeader =
        "| stages | slots | lag | asked for | run | work (h) | makespan (s) | bound (s) | over | busy | carried (s) | ms per stage | of it sampler | first ended | half ended | trials |\n"
        + "|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|---|";

    public const string LagHeader =
        "| lag | search (s) | busy | hypervolume | device seconds | ms per stage |\n|---|---|---|---|---|---|";

    public static string Schedule(Simulation.Outcome o)
    {
        var stages = o.Study.Stages.Count;
        string[] cells =
        [
            o.Of.IsShared ? "shared" : "each its own",
            $"{o.Of.Slots}",
            Lag(o),
            $"{o.Study.Trials.Sum(t => t.Stages.Length)}",
            $"{stages}",
            $"{o.Work / 3600:F1}",
            $"{o.World.Now:F0}",
            $"{o.Bound:F0}",
            $"{100 * ((o.World.Now / o.Bound) - 1):F1} %",
            $"{100 * o.BusyShare:F1} %",
            $"{o.World.Carried:F0}",
            $"{Total(o) / stages:F3}",
            $"{o.Sampler.Milliseconds / stages:F3}",
            $"{100 * EndedAfter(o, 0):F0} %",
            $"{100 * EndedAfter(o, o.Study.Trials.Count / 2):F0} %",
            o.Fingerprint,
        ];
        return Row(cells);
    }

    // The share of all device seconds that had been spent when so many trials had ended.
    private static double EndedAfter(Simulation.Outcome o, int trials) =>
        o.Study.Trials.Select(t => t.EndedAfter).Order().ElementAt(trials) / o.Study.DeviceSeconds;

    /// <summary>The share of slots that were busy, in each fifty seconds.</summary>
    public static string Timeline(Simulation.Outcome o) =>
        "busy in each 50 s: "
        + string.Join(
            ' ',
            o.World.BusyByTime.Values.Select(b => $"{100 * b / (World.Window * o.Of.Slots):F0}")
        );

    public static string Lag(string lag, IReadOnlyList<Simulation.Outcome> runs) =>
        Row(
            lag,
            $"{Median(runs, o => o.End):F0}",
            $"{100 * Median(runs, o => o.BusyShare):F1} %",
            $"{Median(runs, o => o.Volume):F4} [{runs.Min(o => o.Volume):F4}, {runs.Max(o => o.Volume):F4}]",
            $"{Median(runs, o => o.Work):F0}",
            $"{Median(runs, o => Total(o) / o.Study.Stages.Count):F2}"
        );

    public static string Scale(Simulation.Outcome o)
    {
        var nodes = o.Study.Stages.Values.ToArray();
        var lines = new List<string>
        {
            $"slots {o.Of.Slots}, lag {Lag(o)}, trials {o.Study.Trials.Count}, deaths {o.Of.Deaths}",
            $"stages {nodes.Length}: completed once {nodes.Count(n => n.Completions == 1)}, "
                + $"more often {nodes.Count(n => n.Completions > 1)}, never {nodes.Count(n => n.Completions == 0)}; "
                + $"orders {o.World.Orders.All}, of them again {o.World.Orders.Again}",
            $"trials completed {o.Study.Trials.Count(t => t.Outcome is Outcome.Completed)}; fingerprint {o.Fingerprint}",
            $"makespan {o.World.Now:F0} s, bound {o.Bound:F0} s, busy {100 * o.BusyShare:F1} %; took {o.Took.TotalSeconds:F0} s",
            $"coordinator {Total(o) / nodes.Length:F3} ms per stage, of it sampler {o.Sampler.Milliseconds / nodes.Length:F3}; "
                + $"working {100 * Total(o) / 1000 / o.World.Now:F1} % of the time",
            $"mailbox: deepest {o.World.Deepest}, longest wait {1000 * o.World.Longest:F1} ms; memory {GC.GetTotalMemory(true) / 1e6:F0} MB",
        };
        foreach (var (kind, times) in o.World.Milliseconds.OrderBy(m => m.Key, StringComparer.Ordinal))
        {
            times.Sort();
            lines.Add(
                $"{kind}: {times.Count}, median {times[times.Count / 2]:F3} ms, 99 % {times[times.Count * 99 / 100]:F3} ms, "
                    + $"longest {times[^1]:F1} ms, all {times.Sum() / 1000:F1} s"
            );
        }

        return string.Join('\n', lines);
    }

    private static double Total(Simulation.Outcome o) => o.World.Milliseconds.Values.Sum(t => t.Sum());

    private static double Median(IEnumerable<Simulation.Outcome> runs, Func<Simulation.Outcome, double> what)
    {
        var sorted = runs.Select(what).Order().ToArray();
        return sorted[sorted.Length / 2];
    }

    private static string Lag(Simulation.Outcome o) => o.Of.Lag is { } lag ? $"{lag}" : "none";

    private static string Row(params string[] cells) => $"| {string.Join(" | ", cells)} |";
}

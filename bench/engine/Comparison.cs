using System.Diagnostics;
using System.Globalization;
using Slimfront.Actors.Runners;

namespace Slimfront.Engine.Bench;

/// <summary>Runs both sides in turns and prints what they took.</summary>
/// <param name="python">The interpreter of the peer.</param>
/// <param name="repeat">Runs of every side.</param>
/// <param name="seconds">CPU seconds of one run that count.</param>
public sealed class Comparison(string python, int repeat, double seconds)
{
    private const double Tolerance = 1e-4;
    private readonly string _folder = Directory.CreateTempSubdirectory("slimfront-bench-").FullName;

    private enum Side
    {
        Ours,
        Peer,
        PeerTuned,
    }

    /// <summary>Shows that both sides compute the same, and leaves the peer its numbers.</summary>
    public void Check(Workload workload)
    {
        Directory.CreateDirectory(FolderOf(workload));
        foreach (var loss in new[] { "labels", "distil" })
        {
            var ours = Run(Side.Ours, "check", workload, loss, threads: 1);
            var peer = Run(Side.Peer, "check", workload, loss, threads: 1);
            var worst = ours.Max(o => Math.Abs(o.Value - peer[o.Key]));
            Console.WriteLine(
                Text(
                    $"{workload.Name}, {loss}: {ours["parameters"]} parameters; losses of three steps {ours["loss1"]:F5}, {ours["loss2"]:F5}, {ours["loss3"]:F5}; largest difference from PyTorch {worst:E1}"
                )
            );
            if (!(worst <= Tolerance))
                throw new InvalidOperationException("The two sides do not compute the same.");
        }
    }

    /// <summary>CPU seconds per image of every kind of work.</summary>
    public void Compare(IReadOnlyList<Workload> workloads, string[] works, int[] threads)
    {
        var found = Run(Side.Ours, "machine", workloads[0], "labels", threads: 1);
        var machine = new Machine(found["operations"], found["bytes"]);
        Console.WriteLine(
            Text(
                $"\nOne core: {machine.Operations / 1e9:F0} G operations/s, {machine.Bytes / 1e9:F1} GB/s.\n"
            )
        );
        Console.WriteLine(
            "| network, work, threads | PyTorch | PyTorch, tuned alike | slimfront | **ratio** | ratio to tuned | floor: operations, bytes |\n|---|---|---|---|---|---|---|"
        );
        foreach (var workload in workloads)
        foreach (var count in threads)
        {
            var times = Measure(workload, works, count);
            foreach (var (work, t) in times)
                Console.WriteLine(
                    $"| {workload.Name}, {work}, {count} | {Spread(t.Peer, 1e6)} | {Spread(t.Tuned, 1e6)} | {Spread(t.Ours, 1e6)} | **{Spread(Ratios(t.Ours, t.Peer), 1)}** | {Spread(Ratios(t.Ours, t.Tuned), 1)} | {Floor(machine, workload, work)} |"
                );
            if (times.TryGetValue("distil", out var distil) && times.TryGetValue("labels", out var labels))
                Console.WriteLine(
                    $"| {workload.Name}, distil : labels, {count} | {Spread(Ratios(distil.Peer, labels.Peer), 1)} | {Spread(Ratios(distil.Tuned, labels.Tuned), 1)} | {Spread(Ratios(distil.Ours, labels.Ours), 1)} | | | |"
                );
        }
    }

    /// <summary>Memory after 1,000 and 10,000 steps.</summary>
    public void Memory(IReadOnlyList<Workload> workloads)
    {
        Console.WriteLine(
            "\n| network | loss | resident after 1,000 steps | after 10,000 |\n|---|---|---|---|"
        );
        // The large network computes for half an hour what the small one computes in half a minute.
        foreach (var loss in new[] { "labels", "distil" })
        {
            var found = Run(Side.Ours, "memory", workloads[0], loss, threads: 1);
            Console.WriteLine(
                Text(
                    $"| {workloads[0].Name} | {loss} | {found["MiB1000"]:F1} MiB | {found["MiB10000"]:F1} MiB |"
                )
            );
        }
    }

    // One run of everything after the other, and again: what changes slowly on the machine falls on all alike.
    private Dictionary<string, Times> Measure(Workload workload, string[] works, int threads)
    {
        var times = works.ToDictionary(w => w, _ => new Times([], [], []), StringComparer.Ordinal);
        for (var run = 0; run < repeat; run++)
            foreach (var (work, t) in times)
            foreach (
                var (side, list) in new[]
                {
                    (Side.Ours, t.Ours),
                    (Side.Peer, t.Peer),
                    (Side.PeerTuned, t.Tuned),
                }
            )
            {
                var found =
                    work == "evaluate"
                        ? Run(side, work, workload, "labels", threads)
                        : Run(side, "train", workload, work, threads);
                list.Add(found["cpu"] / found["images"]);
            }
        return times;
    }

    private Dictionary<string, double> Run(
        Side side,
        string work,
        Workload workload,
        string loss,
        int threads
    )
    {
        var own = RunnerOptions.OfThisProgram("child");
        var peer = Path.Combine(AppContext.BaseDirectory, "torch_peer.py");
        // As the runner: its environment, and maps with the channels of a pixel side by side.
        string[] layout = side == Side.PeerTuned ? ["channels-last"] : [];
        IEnumerable<string> start = side == Side.Ours ? [own.FileName, .. own.Arguments] : [python, peer];
        string[] call =
        [
            .. start,
            work,
            workload.Name,
            loss,
            Text($"{threads}"),
            Text($"{seconds}"),
            FolderOf(workload),
            .. layout,
        ];
        var info = new ProcessStartInfo(call[0], call[1..])
        {
            RedirectStandardOutput = true,
            UseShellExecute = false,
        };
        foreach (var (name, value) in HostSystem.NumericalEnvironment(threads))
            if (side != Side.Peer || name.EndsWith("NUM_THREADS", StringComparison.Ordinal))
                info.Environment[name] = value;
        using var process = Process.Start(info)!;
        var lines = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"'{string.Join(' ', call)}' ended with {process.ExitCode}.");
        return lines
            .Split('\n', StringSplitOptions.RemoveEmptyEntries)
            .Select(l => l.Split(' '))
            .ToDictionary(
                p => p[0],
                p => double.Parse(p[1], CultureInfo.InvariantCulture),
                StringComparer.Ordinal
            );
    }

    private string FolderOf(Workload workload) => Path.Combine(_folder, workload.Name);

    private static string Floor(Machine machine, Workload workload, string work)
    {
        var training = work != "evaluate";
        return Text(
            $"{machine.Arithmetic(workload, training) * 1e6:F1}, {machine.Traffic(workload, training) * 1e6:F1}"
        );
    }

    // Of runs that came one after the other.
    private static double[] Ratios(List<double> ours, List<double> others) =>
        [.. ours.Zip(others, (a, b) => a / b)];

    private static string Spread(IEnumerable<double> values, double unit)
    {
        var sorted = values.Select(v => v * unit).Order().ToArray();
        var digits = unit == 1 ? "F2" : "F1";
        var (low, median, high) = (sorted[0], sorted[sorted.Length / 2], sorted[^1]);
        return string.Join(
            ' ',
            median.ToString(digits, CultureInfo.InvariantCulture),
            $"[{low.ToString(digits, CultureInfo.InvariantCulture)}, {high.ToString(digits, CultureInfo.InvariantCulture)}]"
        );
    }

    private static string Text(FormattableString text) => FormattableString.Invariant(text);

    // CPU seconds per image of every run.
    private sealed record Times(List<double> Ours, List<double> Peer, List<double> Tuned);
}

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
        PeerInOurEnvironment,
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
            "| network, work, threads | PyTorch | PyTorch, runner's environment | slimfront | **ratio** | ratio, same environment | floor: operations, bytes |\n|---|---|---|---|---|---|---|"
        );
        foreach (var workload in workloads)
        foreach (var count in threads)
        {
            var times = works.ToDictionary(w => w, w => Times(workload, w, count), StringComparer.Ordinal);
            foreach (var (work, t) in times)
                Console.WriteLine(
                    $"| {workload.Name}, {work}, {count} | {Spread(t.Peer, 1e6)} | {Spread(t.Same, 1e6)} | {Spread(t.Ours, 1e6)} | **{Spread(Ratios(t.Ours, t.Peer), 1)}** | {Spread(Ratios(t.Ours, t.Same), 1)} | {Floor(machine, workload, work)} |"
                );
            if (times.TryGetValue("distil", out var distil) && times.TryGetValue("labels", out var labels))
                Console.WriteLine(
                    $"| {workload.Name}, distil : labels, {count} | {Spread(Ratios(distil.Peer, labels.Peer), 1)} | {Spread(Ratios(distil.Same, labels.Same), 1)} | {Spread(Ratios(distil.Ours, labels.Ours), 1)} | | | |"
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

    private (double[] Ours, double[] Peer, double[] Same) Times(Workload workload, string work, int threads)
    {
        var times = Enum.GetValues<Side>().ToDictionary(s => s, _ => new List<double>());
        for (var run = 0; run < repeat; run++)
            foreach (var (side, list) in times)
            {
                var found =
                    work == "evaluate"
                        ? Run(side, work, workload, "labels", threads)
                        : Run(side, "train", workload, work, threads);
                list.Add(found["cpu"] / found["images"]);
            }
        return ([.. times[Side.Ours]], [.. times[Side.Peer]], [.. times[Side.PeerInOurEnvironment]]);
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
    private static double[] Ratios(double[] ours, double[] others) => [.. ours.Zip(others, (a, b) => a / b)];

    private static string Spread(double[] values, double unit)
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
}

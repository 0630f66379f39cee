using System.Diagnostics;
using System.Globalization;
using Slimfront.Engine.Measuring;
using Slimfront.Engine.Native;
using Slimfront.Engine.Networks;
using static TorchSharp.torch;

namespace Slimfront.Engine.Bench;

/// <summary>Our side, in a process of its own: WORK NETWORK LOSS THREADS SECONDS FOLDER, as the peer takes them.</summary>
public static class Child
{
    /// <summary>Prints "name value" lines.</summary>
    public static void Run(string[] args)
    {
        var workload = Workload.All.Single(w => w.Name == args[1]);
        var (loss, seconds) = (args[2], double.Parse(args[4], CultureInfo.InvariantCulture));
        NativeTorch.Load();
        set_num_threads(int.Parse(args[3], CultureInfo.InvariantCulture));
        using var network = new Network(workload.Start, CPU);
        switch (args[0])
        {
            case "check":
                Check(workload, network, loss, args[5]);
                break;
            case "train":
                Train(workload, network, loss, seconds);
                break;
            case "evaluate":
                Evaluate(workload, network, seconds);
                break;
            case "memory":
                Memory(workload, network, loss);
                break;
            case "machine":
                Machine.Measure();
                break;
            default:
                throw new ArgumentException($"There is no work '{args[0]}'.", nameof(args));
        }
    }

    // One batch is the whole epoch, so its order does not matter.
    private static void Check(Workload workload, Network network, string loss, string folder)
    {
        workload.Export(folder);
        using var data = workload.Split(workload.Batch);
        using var loop = workload.Training(network, data, workload.Loss(loss));
        Say("parameters", workload.Graph.Parameters);
        for (var step = 1; step <= 3; step++)
        {
            loop.Run(step, () => { });
            Say($"loss{step}", loop.MeanLoss);
        }
    }

    private static void Train(Workload workload, Network network, string loss, double seconds)
    {
        using var data = workload.Split(workload.Count);
        using var loop = workload.Training(network, data, workload.Loss(loss));
        Measure(() => loop.Run(loop.Epoch + 1, () => { }), workload.Count, seconds);
    }

    private static void Evaluate(Workload workload, Network network, double seconds)
    {
        using var data = workload.Split(workload.Count);
        Measure(() => Answers.Measure(network, data, Workload.Meter(), _ => { }), workload.Count, seconds);
    }

    private static void Memory(Workload workload, Network network, string loss)
    {
        using var data = workload.Split(workload.Count);
        using var loop = workload.Training(network, data, workload.Loss(loss));
        foreach (var steps in new[] { 1000, 10_000 })
        {
            loop.Run(steps / workload.Steps, () => { });
            Say($"MiB{steps}", Environment.WorkingSet / 1048576.0);
        }
    }

    // CPU seconds of this process, user and system, over whole passes; those of the first second do not count.
    private static void Measure(Action work, int examples, double seconds)
    {
        while (Cpu() < TimeSpan.FromSeconds(1.5))
            work();
        var (images, start) = (0, Cpu());
        while ((Cpu() - start).TotalSeconds < seconds)
        {
            work();
            images += examples;
        }
        Say("images", images);
        Say("cpu", (Cpu() - start).TotalSeconds);
    }

    private static TimeSpan Cpu()
    {
        using var self = Process.GetCurrentProcess();
        return self.TotalProcessorTime;
    }

    internal static void Say(string name, double value) =>
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name} {value:R}"));
}

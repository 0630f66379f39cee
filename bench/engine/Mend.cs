using System.Diagnostics;
using System.Globalization;
using Slimfront.Engine.Families;
using Slimfront.Engine.Native;
using Slimfront.Engine.Networks;
using Slimfront.Engine.Operators;
using static TorchSharp.torch;

namespace Slimfront.Engine.Bench;

/// <summary>What it costs that strided 1×1 convolutions pick their pixels first, beside oneDNN's own way, where that is right.</summary>
public static class Mend
{
    private const int Batch = 128;
    private const int Repetitions = 7;
    private static readonly TimeSpan Each = TimeSpan.FromSeconds(1);

    /// <summary>Prints a table: microseconds of one thread for an image, forward and backward.</summary>
    public static void Run()
    {
        NativeTorch.Load();
        set_num_threads(1);
        Console.WriteLine("| channels, side | oneDNN's own | as shipped | ratio |\n|---|---|---|---|");
        foreach (var (channels, side) in ((int, int)[])[(32, 28), (64, 14), (128, 7), (32, 8), (64, 4)])
            Compare(channels, side);
        foreach (var shape in (Shape[])[Shape.Of(1, 8, 8), Shape.Of(1, 28, 28)])
            Console.WriteLine(
                string.Create(
                    CultureInfo.InvariantCulture,
                    $"whole training step, resnet 1×1 on {shape}: {Median([.. Enumerable.Range(0, Repetitions).Select(_ => Step(shape))]):F1} µs an image"
                )
            );
    }

    private static void Compare(int channels, int side)
    {
        using var scope = NewDisposeScope();
        // As a layer before it leaves them: channels last in memory.
        var maps = randn(Batch, side, side, channels).permute(0, 3, 1, 2).detach().requires_grad_();
        var weight = randn(2 * channels, channels, 1, 1).requires_grad_();
        var conv = new Conv(2 * channels, Kernel: 1, Stride: 2, Bias: false);
        var (own, ours) = (new List<double>(), new List<double>());
        for (var i = 0; i < Repetitions; i++)
        {
            own.Add(Time(() => nn.functional.conv2d(maps, weight, strides: [2, 2])));
            ours.Add(Time(() => conv.Forward([maps], [weight], training: true)));
        }
        var ratios = own.Zip(ours, (a, b) => b / a).Order().ToArray();
        Console.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"| {channels}, {side} | {Median(own):F2} | {Median(ours):F2} | {Median([.. ratios]):F2} [{ratios[0]:F2}, {ratios[^1]:F2}] |"
            )
        );
    }

    private static double Time(Func<Tensor> forward)
    {
        void Once()
        {
            using var scope = NewDisposeScope();
            var answers = forward();
            answers.backward([ones_like(answers)]);
        }
        Once();
        var (start, steps) = (Stopwatch.GetTimestamp(), 0);
        for (; Stopwatch.GetElapsedTime(start) < Each; steps++)
            Once();
        return Stopwatch.GetElapsedTime(start).TotalMicroseconds / (steps * (double)Batch);
    }

    private static double Step(Shape shape)
    {
        var workload = new Workload("resnet", new ResNet(1, 1).Build(shape, 10), Batch, Steps: 4);
        using var network = new Network(workload.Start, CPU);
        using var data = workload.Split(workload.Count);
        using var loop = workload.Training(network, data, workload.Loss("labels"));
        loop.Run(1, () => { });
        var start = Stopwatch.GetTimestamp();
        loop.Run(3, () => { });
        return Stopwatch.GetElapsedTime(start).TotalMicroseconds / (2.0 * workload.Count);
    }

    private static double Median(List<double> values) => values.Order().ElementAt(values.Count / 2);
}

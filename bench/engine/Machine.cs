using System.Diagnostics;
using Slimfront.Engine.Operators;
using static TorchSharp.torch;

namespace Slimfront.Engine.Bench;

/// <summary>What one core can do at most, and the least time that a step needs there.</summary>
/// <param name="Operations">Per second, in a large matrix product.</param>
/// <param name="Bytes">Per second read and written, in a large copy.</param>
public sealed record Machine(double Operations, double Bytes)
{
    private const int Side = 1536;
    private const int Numbers = 1 << 26;
    private const int Runs = 12;

    /// <summary>Prints both; other work of the machine can only make them smaller, so the best of several runs counts.</summary>
    public static void Measure()
    {
        set_num_threads(1);
        using var scope = NewDisposeScope();
        var (a, b) = (rand(Side, Side), rand(Side, Side));
        Child.Say("operations", 2.0 * Side * Side * Side / Best(() => a.matmul(b).Dispose()));
        var (source, target) = (rand(Numbers), empty(Numbers));
        Child.Say("bytes", 2.0 * sizeof(float) * Numbers / Best(() => target.copy_(source)));
    }

    /// <summary>Seconds per image for the arithmetic: two operations for each multiply-add, thrice in training.</summary>
    /// <remarks>Forward, gradient of the weights, gradient of the input; the first layer has none of the last.</remarks>
    public double Arithmetic(Workload workload, bool training)
    {
        var layers = workload.Graph.Steps.Select(s => s.Macs).Where(m => m > 0).ToList();
        var products = training ? (3 * layers.Sum()) - layers[0] : layers.Sum();
        return 2.0 * products / Operations;
    }

    /// <summary>Seconds per image for the traffic, if all that lies between two layers were one pass over memory.</summary>
    /// <remarks>
    /// Each layer reads its input and writes its output; in training it reads both and writes their gradients, too.
    /// </remarks>
    public double Traffic(Workload workload, bool training)
    {
        var numbers = 0L;
        foreach (var step in workload.Graph.Steps.Where(s => s.Node.Operator is Conv or Linear))
            numbers += workload.Graph.Steps[step.Sources[0]].Shape.Elements + step.Shape.Elements;
        return sizeof(float) * numbers * (training ? 3.0 : 1.0) / Bytes;
    }

    private static double Best(Action work)
    {
        work();
        return Enumerable
            .Range(0, Runs)
            .Min(_ =>
            {
                var start = Stopwatch.GetTimestamp();
                work();
                return Stopwatch.GetElapsedTime(start).TotalSeconds;
            });
    }
}

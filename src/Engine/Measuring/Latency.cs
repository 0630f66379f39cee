using Slimfront.Engine.Networks;
using Slimfront.Search.Objectives;
using TorchSharp;
using static TorchSharp.torch;

namespace Slimfront.Engine.Measuring;

/// <summary>How long a network takes, as a user would see it: one input alone, and a batch.</summary>
/// <remarks>
/// The median of many runs after some that do not count, and the spread between the quartiles: a mean would show what
/// else the machine was doing.
/// </remarks>
/// <param name="clock">Measures.</param>
public sealed class Latency(TimeProvider clock)
{
    private const int WarmUps = 10;
    private const int Runs = 50;
    private const int FewestRuns = 10;
    private const int LargestBatch = 64;

    // Large networks need not run so often: what is slow is also steady.
    private static readonly TimeSpan Enough = TimeSpan.FromSeconds(0.5);

    /// <summary>
    /// "latency" and "latency.spread" of one input, "latency.batch" and "latency.batch.spread" per input of a batch of
    /// up to 64; all in ms.
    /// </summary>
    public Measurement Measure(Network network, IExamples data)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(data);
        var batch = Math.Min(LargestBatch, data.Count);
        var (one, oneSpread) = Time(network, data, 1);
        var (many, manySpread) = Time(network, data, batch);
        return Measurement.Of(
            (Objective.Latency.Key, one),
            ("latency.spread", oneSpread),
            ("latency.batch", many / batch),
            ("latency.batch.spread", manySpread / batch)
        );
    }

    private (double Median, double Spread) Time(Network network, IExamples data, int batch)
    {
        using var inference = inference_mode();
        using var outer = NewDisposeScope();
        using var batches = data.Pass(batch);
        var inputs = batches[0].Inputs.clone();
        var times = new List<double>(Runs);
        var begin = clock.GetTimestamp();
        for (var run = -WarmUps; run < Runs; run++)
        {
            if (run >= FewestRuns && clock.GetElapsedTime(begin) > Enough)
                break;
            var start = clock.GetTimestamp();
            using (NewDisposeScope())
                network.Forward(inputs, training: false);
            if (network.Device.type == DeviceType.CUDA)
                cuda.synchronize(network.Device);
            if (run >= 0)
                times.Add(clock.GetElapsedTime(start).TotalMilliseconds);
        }
        times.Sort();
        return (Quantile(times, 0.5), Quantile(times, 0.75) - Quantile(times, 0.25));
    }

    // Linear between the two nearest order statistics.
    private static double Quantile(List<double> sorted, double share)
    {
        var place = share * (sorted.Count - 1);
        var low = (int)place;
        var high = Math.Min(low + 1, sorted.Count - 1);
        return sorted[low] + ((place - low) * (sorted[high] - sorted[low]));
    }
}

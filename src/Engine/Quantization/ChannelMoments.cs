using Slimfront.Engine.Native;
using static TorchSharp.torch;

namespace Slimfront.Engine.Quantization;

/// <summary>Mean and variance of each channel over examples and places, in double precision.</summary>
/// <param name="Means">E[y].</param>
/// <param name="Variances">E[y²] − E[y]².</param>
internal sealed record ChannelMoments(double[] Means, double[] Variances)
{
    // What a scale may grow or shrink by: a channel that rounding left without meaning is not blown up.
    private const double MostGain = 4;

    private const double LeastVariance = 1e-12;

    /// <summary>The moments of values, each of shape [batch, channels, …].</summary>
    public static ChannelMoments Of(IReadOnlyList<Tensor> values)
    {
        using var scope = NewDisposeScope();
        long[] others = [.. Enumerable.Range(0, (int)values[0].dim()).Where(d => d != 1)];
        var channels = values[0].shape[1];
        var (sum, squares, count) = (zeros(channels, float64), zeros(channels, float64), 0.0);
        foreach (var value in values)
        {
            using var inner = NewDisposeScope();
            var exact = value.to(float64).cpu();
            sum.Add(exact.sum(others));
            squares.Add(exact.Squared().sum(others));
            count += (double)value.numel() / channels;
        }
        var means = sum.Times(1 / count);
        var variances = squares.Times(1 / count).sub(means.Squared());
        return new(means.data<double>().ToArray(), variances.data<double>().ToArray());
    }

    /// <summary>By what other values must be multiplied to have this deviation: one factor per channel, or the same for all.</summary>
    public double[] GainOver(ChannelMoments other, bool perChannel)
    {
        var all = Gain(Variances.Sum(), other.Variances.Sum());
        return [.. Variances.Select((v, c) => perChannel ? Gain(v, other.Variances[c]) : all)];
    }

    private static double Gain(double wanted, double found) =>
        wanted > LeastVariance && found > LeastVariance
            ? Math.Clamp(Math.Sqrt(wanted / found), 1 / MostGain, MostGain)
            : 1;
}

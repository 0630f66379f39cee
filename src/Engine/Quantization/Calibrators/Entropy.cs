using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Quantization.Calibrators;

/// <summary>The threshold whose rounding changes the distribution of magnitudes least, by KL(before ‖ after).</summary>
/// <remarks>
/// Migacz (2017), "8-bit Inference with TensorRT", GTC. For each threshold of i bins, i = 128 … 2048: P is the counts below it,
/// with what lies above added to the last bin; Q is the counts below it rounded to 128 levels and spread again evenly over the bins of a
/// level that were not empty. The levels are ONNX Runtime's 128; its as many bins would leave one threshold to choose from, so
/// there are 2048, as in the original. The range is what lies inside ±threshold.
/// </remarks>
public sealed class Entropy : ICalibrator, IDescribed<ICalibrator>
{
    private const int Levels = 128;

    /// <inheritdoc/>
    public static Technique<ICalibrator> Technique { get; } =
        new(
            "entropy",
            "Migacz 2017",
            "The threshold that changes the distribution least.",
            [],
            _ => new Entropy()
        );

    /// <inheritdoc/>
    public int Bins => 2048;

    /// <inheritdoc/>
    public bool OfMagnitudes => true;

    /// <inheritdoc/>
    public GridRange Choose(ValueCounts counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        var (best, least) = (counts.Counts.Count, double.PositiveInfinity);
        for (var bins = Levels; bins <= counts.Counts.Count; bins++)
        {
            var divergence = Divergence(counts.Counts, bins, Levels);
            if (divergence < least)
                (best, least) = (bins, divergence);
        }
        var threshold = counts.Edge(best);
        return new(Math.Max(counts.Range.Low, -threshold), Math.Min(counts.Range.High, threshold));
    }

    /// <summary>KL(P ‖ Q) in nats of cutting counts after some bins and rounding them to levels.</summary>
    /// <returns>Infinite where Q has nothing and P has something.</returns>
    internal static double Divergence(IReadOnlyList<long> counts, int bins, int levels)
    {
        var p = counts.Take(bins).Select(c => (double)c).ToArray();
        p[^1] += counts.Skip(bins).Sum();
        var q = new double[bins];
        for (var level = 0; level < levels; level++)
        {
            var (start, end) = (bins * level / levels, bins * (level + 1) / levels);
            var (sum, filled) = (0.0, 0);
            for (var i = start; i < end; i++)
            {
                sum += counts[i];
                filled += p[i] > 0 ? 1 : 0;
            }
            for (var i = start; i < end; i++)
                q[i] = p[i] > 0 ? sum / filled : 0;
        }
        var (all, left) = (p.Sum(), q.Sum());
        return p.Zip(q)
            .Where(b => b.First > 0)
            .Sum(b => b.First / all * Math.Log(b.First / all * left / b.Second));
    }
}

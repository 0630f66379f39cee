using Slimfront.Engine.Codes;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Quantization.Calibrators;

/// <summary>The threshold whose rounding changes the distribution of magnitudes least, by KL(before ‖ after).</summary>
/// <remarks>
/// Migacz (2017), "8-bit Inference with TensorRT", GTC. For each threshold of i bins, i = L … 2048: P is the counts below it,
/// with what lies above added to the last bin; Q is the counts below it rounded to L levels and spread again evenly over the bins of a
/// level that were not empty. Of the 256 codes of a grid, magnitudes have L = 128 where values have both signs, and all, L = 256,
/// where none is negative. The first bin, where a rectifier's zeros lie, counts as much as the second, as in NVIDIA's later pytorch-quantization:
/// zero is exact on every grid. The range is what lies inside ±threshold.
/// </remarks>
public sealed class Entropy : ICalibrator, IDescribed<ICalibrator>
{
    private const int Signed = 128;
    private const int Unsigned = 256;

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
        // Of a single zero bin as many values as of the next: it would decide alone.
        long[] bars = [counts.Counts[1], .. counts.Counts.Skip(1)];
        var levels = counts.Range.Low < 0 ? Signed : Unsigned;
        var (best, least) = (counts.Counts.Count, double.PositiveInfinity);
        for (var bins = levels; bins <= counts.Counts.Count; bins++)
        {
            var divergence = Divergence(bars, bins, levels);
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

using Slimfront.Engine.Codes;
using Slimfront.Search.Spaces;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Quantization.Calibrators;

/// <summary>The middle p % of the values: (100 − p)/2 % are cut off at either end.</summary>
/// <remarks>
/// Wu et al. (2020), arXiv:2004.09602, §3.2; values are counted in 2048 bins as ONNX Runtime does, and inside a bin they are taken
/// to lie evenly.
/// </remarks>
/// <param name="percent">p, above 0 and at most 100.</param>
public sealed class Percentile(double percent) : ICalibrator, IDescribed<ICalibrator>
{
    /// <inheritdoc/>
    public static Technique<ICalibrator> Technique { get; } =
        new(
            "percentile",
            "arXiv:2004.09602 §3.2",
            "The middle share of the values.",
            [new Parameter.Real("percent", 99, 99.999)],
            c => new Percentile(c.Real("percent"))
        )
        {
            Usual = Configuration.Of(("percent", Value.Of(99.999))),
        };

    /// <inheritdoc/>
    public int Bins => 2048;

    /// <inheritdoc/>
    public GridRange Choose(ValueCounts counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        var cut = counts.Counts.Sum() * (100 - percent) / 200;
        return new(
            counts.Edge(Place(counts.Counts, cut)),
            counts.Edge(Place(counts.Counts, counts.Counts.Sum() - cut))
        );
    }

    // The place, in bins, that so many values lie below.
    private static double Place(IReadOnlyList<long> counts, double below)
    {
        for (var bin = 0; bin < counts.Count; bin++)
        {
            if (counts[bin] > 0 && below <= counts[bin])
                return bin + (below / counts[bin]);
            below -= counts[bin];
        }
        return counts.Count;
    }
}

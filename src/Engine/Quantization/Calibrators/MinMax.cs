using Slimfront.Engine.Codes;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Quantization.Calibrators;

/// <summary>From the smallest to the largest value: nothing is cut off.</summary>
public sealed class MinMax : ICalibrator, IDescribed<ICalibrator>
{
    /// <inheritdoc/>
    public static Technique<ICalibrator> Technique { get; } =
        new(
            "min-max",
            "arXiv:1712.05877 §3",
            "From the smallest to the largest value.",
            [],
            _ => new MinMax()
        );

    /// <inheritdoc/>
    public GridRange Choose(ValueCounts counts)
    {
        ArgumentNullException.ThrowIfNull(counts);
        return counts.Range;
    }
}

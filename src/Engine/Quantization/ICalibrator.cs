using Slimfront.Engine.Codes;

namespace Slimfront.Engine.Quantization;

/// <summary>Decides which range of an activation's values a grid should cover.</summary>
/// <remarks>The larger the range, the coarser the grid; what lies outside is cut to its ends.</remarks>
public interface ICalibrator
{
    /// <summary>Into how many equal bins it wants values counted; 0 if the ends are enough.</summary>
    int Bins => 0;

    /// <summary>Whether magnitudes are counted instead of values.</summary>
    bool OfMagnitudes => false;

    /// <summary>The range, inside that of the values.</summary>
    GridRange Choose(ValueCounts counts);
}

/// <summary>What is known of the values that an activation took.</summary>
/// <param name="Range">The smallest and the largest value.</param>
/// <param name="From">Where the first bin begins.</param>
/// <param name="To">Where the last bin ends.</param>
/// <param name="Counts">How many values, or magnitudes, fell into each bin; empty if none were asked for.</param>
public sealed record ValueCounts(GridRange Range, double From, double To, IReadOnlyList<long> Counts)
{
    /// <summary>Where a bin begins; for the number of bins, where the last one ends.</summary>
    public double Edge(double bin) => From + ((To - From) * bin / Counts.Count);
}

using System.Collections.Immutable;

namespace Slimfront.Search.Pareto;

/// <summary>The points that no other point dominates.</summary>
public static class ParetoFront
{
    /// <summary>The indices of the non-dominated points, in order; of equal points, all.</summary>
    /// <param name="losses">Shape [points, objectives], smaller is better; points with a NaN are never on the front.</param>
    public static ImmutableArray<int> Front(IReadOnlyList<double[]> losses)
    {
        var ranks = NondominatedSort.Ranks(losses);
        return
        [
            .. Enumerable.Range(0, losses.Count).Where(i => ranks[i] == 0 && !Dominance.HasNaN(losses[i])),
        ];
    }

    /// <summary>The index of the front's knee: the best compromise where a gain in one loss costs most in another.</summary>
    /// <remarks>
    /// Das (1999), "On characterizing the 'knee' of the Pareto curve based on normal-boundary intersection",
    /// Structural Optimization 18: the point farthest from the line (plane) through the extremes, on the side of the
    /// ideal point. With each loss scaled to [0, 1] over the front that line is Σ = 1, so the knee has the smallest
    /// sum of scaled losses. A loss in which the front has no extent, or an infinite one, does not count. Losses that
    /// span decades, such as sizes, are best given as logarithms.
    /// </remarks>
    /// <param name="points">Losses, shape [points, objectives]; dominated points are allowed and never chosen.</param>
    /// <returns>Null where there is no front.</returns>
    public static int? Knee(IReadOnlyList<double[]> points)
    {
        var front = Front(points);
        if (front.IsEmpty)
            return null;
        var best = Enumerable.Range(0, points[0].Length).Select(m => front.Min(i => points[i][m])).ToArray();
        var extent = best.Select((b, m) => front.Max(i => points[i][m]) - b).ToArray();
        return front.MinBy(i =>
            points[i].Select((loss, m) => IsExtent(extent[m]) ? (loss - best[m]) / extent[m] : 0).Sum()
        );
    }

    private static bool IsExtent(double extent) => extent > 0 && double.IsFinite(extent);
}

using System.Collections.Immutable;

namespace Slimfront.Search.Analysis;

/// <summary>What repeated studies reach: the line that at least so many of them attain.</summary>
/// <remarks>
/// Grunert da Fonseca, Fonseca and Hall (2001), "Inferential Performance Assessment of Stochastic Optimisers and the
/// Attainment Function", EMO. For two objectives.
/// </remarks>
public static class Attainment
{
    /// <summary>
    /// The corners of the region that at least k fronts weakly dominate, ordered by the first loss. With n fronts, k = 1
    /// is the best of all, k = (n + 1) / 2 the median, k = n what every study reached.
    /// </summary>
    /// <param name="fronts">One set of losses per study, shape [studies][points, 2]; dominated points do not matter.</param>
    /// <param name="k">How many studies.</param>
    /// <returns>Empty where fewer than k studies have any point.</returns>
    public static ImmutableArray<double[]> Surface(IReadOnlyList<IReadOnlyList<double[]>> fronts, int k)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(k, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(k, fronts.Count);
        var surface = ImmutableArray.CreateBuilder<double[]>();
        // The lowest second loss of each study among points up to the first loss reached so far.
        var lowest = Enumerable.Repeat(double.PositiveInfinity, fronts.Count).ToArray();
        var height = double.PositiveInfinity;
        var points = fronts
            .SelectMany((front, study) => front.Select(point => (point, study)))
            .Where(p => !p.point.Any(double.IsNaN))
            .GroupBy(p => p.point[0])
            .OrderBy(g => g.Key);
        foreach (var column in points)
        {
            foreach (var (point, study) in column)
                lowest[study] = Math.Min(lowest[study], point[1]);
            var attained = lowest.Order().ElementAt(k - 1);
            if (!(attained < height))
                continue;
            height = attained;
            surface.Add([column.Key, attained]);
        }
        return surface.ToImmutable();
    }
}

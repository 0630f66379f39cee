namespace Slimfront.Search.Pareto;

/// <summary>Non-dominated sorting: rank 0 is the front, rank 1 the front of the rest, and so on.</summary>
/// <remarks>
/// Deb et al. (2002), IEEE TEC 6(2), §III-A, computed as in Zhang et al. (2015), IEEE TEC 19(2), "ENS-BS": points
/// are visited in lexicographic order and binary search finds their front. For two objectives only the last point of
/// a front needs to be compared, which makes it O(N log N); otherwise O(M·N²) at worst. Equal points share a rank.
/// </remarks>
public static class NondominatedSort
{
    /// <summary>The rank of each point, in the order given.</summary>
    /// <param name="points">Losses, shape [points, objectives].</param>
    /// <returns>Points with a NaN share one rank after all others.</returns>
    public static int[] Ranks(IReadOnlyList<double[]> points)
    {
        var ranks = new int[points.Count];
        var order = Enumerable.Range(0, points.Count).Where(i => !Dominance.HasNaN(points[i])).ToArray();
        Array.Sort(order, (i, j) => Compare(points, i, j));

        var fronts = new List<List<int>>();
        for (var k = 0; k < order.Length; k++)
        {
            var point = points[order[k]];
            if (k > 0 && point.AsSpan().SequenceEqual(points[order[k - 1]]))
            {
                ranks[order[k]] = ranks[order[k - 1]];
                continue;
            }
            ranks[order[k]] = FirstFrontThatDoesNotDominate(points, fronts, point);
            if (ranks[order[k]] == fronts.Count)
                fronts.Add([]);
            fronts[ranks[order[k]]].Add(order[k]);
        }

        for (var i = 0; i < points.Count; i++)
            if (Dominance.HasNaN(points[i]))
                ranks[i] = fronts.Count;
        return ranks;
    }

    // A point dominated by a member of front k is dominated by one of every front before it: the search is binary.
    private static int FirstFrontThatDoesNotDominate(
        IReadOnlyList<double[]> points,
        List<List<int>> fronts,
        double[] point
    )
    {
        var (low, high) = (0, fronts.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (IsDominated(points, fronts[middle], point))
                low = middle + 1;
            else
                high = middle;
        }
        return low;
    }

    private static bool IsDominated(IReadOnlyList<double[]> points, List<int> front, double[] point)
    {
        // In two objectives the last member has the smallest second loss, and every first loss is small enough.
        if (point.Length == 2)
            return points[front[^1]][1] <= point[1];
        for (var k = front.Count - 1; k >= 0; k--)
            if (Dominance.Dominates(points[front[k]], point))
                return true;
        return false;
    }

    private static int Compare(IReadOnlyList<double[]> points, int i, int j)
    {
        var order = Dominance.CompareLexicographically(points[i], points[j]);
        return order != 0 ? order : i.CompareTo(j);
    }
}

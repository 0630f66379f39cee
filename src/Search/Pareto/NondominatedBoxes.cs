namespace Slimfront.Search.Pareto;

/// <summary>A box of loss vectors.</summary>
/// <param name="Lower">Its better corner; may be −∞.</param>
/// <param name="Upper">Its worse corner.</param>
public readonly record struct LossBox(double[] Lower, double[] Upper);

/// <summary>Cuts the region in which a new point would improve a front into disjoint boxes.</summary>
/// <remarks>
/// The region better than the reference that no point dominates is cut into slabs between consecutive last losses;
/// within a slab the points at or below it leave the same region in the other losses, which is cut in the same way. In
/// two objectives that gives N + 1 boxes, in three O(N²).
/// </remarks>
public static class NondominatedBoxes
{
    /// <summary>The boxes.</summary>
    /// <param name="points">Losses, shape [points, objectives]; those not better than the reference do not matter.</param>
    /// <param name="reference">The worst corner, shape [objectives], at least one.</param>
    public static IReadOnlyList<LossBox> Of(IEnumerable<double[]> points, double[] reference)
    {
        var inside = points.Where(p => Hypervolume.IsInside(p, reference)).ToList();
        var boxes = new List<LossBox>();
        Cut(inside, reference.Length, reference, new double[reference.Length], [.. reference], boxes);
        return boxes;
    }

    // Cuts the first m losses; the others are already fixed in lower and upper.
    private static void Cut(
        List<double[]> points,
        int m,
        double[] reference,
        double[] lower,
        double[] upper,
        List<LossBox> boxes
    )
    {
        var last = m - 1;
        if (last == 0)
        {
            lower[0] = double.NegativeInfinity;
            upper[0] = points.Count == 0 ? reference[0] : points.Min(p => p[0]);
            boxes.Add(new([.. lower], [.. upper]));
            return;
        }

        var ordered = points.OrderBy(p => p[last]).ToList();
        var below = new List<double[]>();
        for (var i = 0; i <= ordered.Count; i++)
        {
            lower[last] = i == 0 ? double.NegativeInfinity : ordered[i - 1][last];
            upper[last] = i == ordered.Count ? reference[last] : ordered[i][last];
            if (i > 0)
                AddNondominated(below, ordered[i - 1], last);
            if (upper[last] > lower[last])
                Cut(below, last, reference, lower, upper, boxes);
        }
    }

    private static void AddNondominated(List<double[]> points, double[] point, int losses)
    {
        if (points.Exists(p => Dominance.WeaklyDominates(p.AsSpan(0, losses), point.AsSpan(0, losses))))
            return;
        points.RemoveAll(p => Dominance.WeaklyDominates(point.AsSpan(0, losses), p.AsSpan(0, losses)));
        points.Add(point);
    }
}

namespace Slimfront.Search.Pareto;

/// <summary>The volume that a set of points dominates, up to a reference point. Smaller losses are better.</summary>
/// <remarks>
/// Points that are not better than the reference in every coordinate, and points with a NaN, contribute nothing. A
/// loss of −∞ gives an infinite volume.
/// </remarks>
public static class Hypervolume
{
    /// <summary>The volume dominated by the points.</summary>
    /// <param name="points">Losses, shape [points, objectives]; dominated and equal points are allowed.</param>
    /// <param name="reference">The worst corner, shape [objectives].</param>
    public static double Of(IEnumerable<double[]> points, ReadOnlySpan<double> reference)
    {
        var worst = reference.ToArray();
        var inside = points.Where(p => IsInside(p, worst)).ToList();
        if (inside.Count == 0)
            return 0;
        return worst.Length switch
        {
            0 => 0,
            1 => worst[0] - inside.Min(p => p[0]),
            2 => Sweep2(inside, worst),
            3 => Sweep3(inside, worst),
            _ => Wfg.Volume(inside, worst),
        };
    }

    /// <summary>What a further point would add: its own box less what of it is dominated already.</summary>
    /// <param name="point">The further point.</param>
    /// <param name="front">The points there are.</param>
    /// <param name="reference">The worst corner.</param>
    public static double Contribution(
        double[] point,
        IEnumerable<double[]> front,
        ReadOnlySpan<double> reference
    )
    {
        if (!IsInside(point, reference))
            return 0;
        var box = Wfg.Box(point, reference);
        return Math.Max(0, box - Of(front.Select(other => Wfg.Worse(point, other)), reference));
    }

    internal static bool IsInside(ReadOnlySpan<double> point, ReadOnlySpan<double> reference)
    {
        if (point.Length != reference.Length)
            throw new ArgumentException(
                $"A point of {point.Length} losses and a reference of {reference.Length} do not match.",
                nameof(point)
            );
        for (var i = 0; i < point.Length; i++)
            if (!(point[i] < reference[i]))
                return false;
        return true;
    }

    // O(N log N): strips between consecutive second losses.
    private static double Sweep2(List<double[]> points, double[] reference)
    {
        points.Sort((a, b) => Dominance.CompareLexicographically(a, b));
        var (area, height) = (0.0, reference[1]);
        foreach (var point in points)
        {
            if (point[1] >= height)
                continue;
            area += (reference[0] - point[0]) * (height - point[1]);
            height = point[1];
        }
        return area;
    }

    // Slabs between consecutive third losses; the area of the slab's base grows point by point.
    private static double Sweep3(List<double[]> points, double[] reference)
    {
        points.Sort((a, b) => a[2].CompareTo(b[2]));
        var staircase = new Staircase(reference[0], reference[1]);
        var volume = 0.0;
        for (var i = 0; i < points.Count; i++)
        {
            staircase.Add(points[i][0], points[i][1]);
            var next = i + 1 < points.Count ? points[i + 1][2] : reference[2];
            if (next > points[i][2])
                volume += staircase.Area * (next - points[i][2]);
        }
        return volume;
    }
}

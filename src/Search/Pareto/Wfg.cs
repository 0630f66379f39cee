namespace Slimfront.Search.Pareto;

/// <summary>Hypervolume in any dimension by exclusive volumes.</summary>
/// <remarks>
/// While, Bradstreet and Barone (2012), "A Fast Way of Calculating Exact Hypervolumes", IEEE TEC 16(1): the volume of
/// a list is the sum over its points of the point's box less the volume of the rest limited to that box. The points
/// are first sorted by their last loss, worst first, so that limiting makes many of them dominated.
/// </remarks>
internal static class Wfg
{
    /// <summary>The volume dominated by points that are all better than the reference.</summary>
    public static double Volume(List<double[]> points, double[] reference)
    {
        var front = Nondominated(points);
        front.Sort((a, b) => b[^1].CompareTo(a[^1]));
        var volume = 0.0;
        for (var i = 0; i < front.Count; i++)
            volume += Exclusive(front, i, reference);
        return volume;
    }

    /// <summary>The volume of the box between a point and the reference.</summary>
    public static double Box(ReadOnlySpan<double> point, ReadOnlySpan<double> reference)
    {
        var volume = 1.0;
        for (var i = 0; i < point.Length; i++)
            volume *= reference[i] - point[i];
        return volume;
    }

    /// <summary>The better corner of the intersection of two points' boxes.</summary>
    public static double[] Worse(double[] a, double[] b)
    {
        var worse = new double[a.Length];
        for (var i = 0; i < a.Length; i++)
            worse[i] = Math.Max(a[i], b[i]);
        return worse;
    }

    // What point i dominates and no later point does.
    private static double Exclusive(List<double[]> front, int i, double[] reference)
    {
        var limited = new List<double[]>(front.Count - i - 1);
        for (var j = i + 1; j < front.Count; j++)
            limited.Add(Worse(front[i], front[j]));
        var box = Box(front[i], reference);
        return limited.Count == 0 ? box : box - Volume(limited, reference);
    }

    private static List<double[]> Nondominated(List<double[]> points)
    {
        var front = new List<double[]>(points.Count);
        foreach (var point in points)
        {
            if (front.Exists(other => Dominance.WeaklyDominates(other, point)))
                continue;
            front.RemoveAll(other => Dominance.WeaklyDominates(point, other));
            front.Add(point);
        }
        return front;
    }
}

using Slimfront.Search.Pareto;

namespace Slimfront.Search.Schedulers;

/// <summary>A total order of results by all objectives: non-dominated rank, then an epsilon-net.</summary>
/// <remarks>
/// Schmucker et al. (2021), "Multi-objective Asynchronous Successive Halving", arXiv:2106.12639, §3: fronts one after the
/// other; inside a front the best in the first objective, then always the one farthest from all those already taken
/// (Salinas et al., 2021, arXiv:2106.05680), so that any number of first ones is spread over the front. Distances are in units
/// of the front's extent. What breaks a limit comes after all that keeps them, by how much it does (Deb et al., 2002,
/// constrained domination). Ties are broken by place, so the order is total; a result that dominates all others is first.
/// </remarks>
public static class RungRanking
{
    /// <summary>The places of the results, best first.</summary>
    public static int[] BestFirst(IReadOnlyList<RungResult> results)
    {
        ArgumentNullException.ThrowIfNull(results);
        var feasible = Enumerable.Range(0, results.Count).Where(i => results[i].Violation <= 0).ToArray();
        var ranks = NondominatedSort.Ranks([.. feasible.Select(i => results[i].Losses)]);
        return
        [
            .. feasible
                .Zip(ranks)
                .GroupBy(f => f.Second, f => f.First)
                .OrderBy(front => front.Key)
                .SelectMany(front => Net([.. front], results)),
            .. Enumerable
                .Range(0, results.Count)
                .Where(i => results[i].Violation > 0)
                .OrderBy(i => results[i].Violation),
        ];
    }

    private static IEnumerable<int> Net(int[] front, IReadOnlyList<RungResult> results)
    {
        var points = Normalised([.. front.Select(i => results[i].Losses)]);
        var distance = new double[front.Length];
        Array.Fill(distance, double.PositiveInfinity);
        var isTaken = new bool[front.Length];
        var next = IndexOfBest(points.Length, i => -points[i][0]);
        for (var taken = 0; taken < front.Length; taken++)
        {
            if (taken > 0)
                next = IndexOfBest(front.Length, i => isTaken[i] ? double.NegativeInfinity : distance[i]);
            isTaken[next] = true;
            for (var i = 0; i < front.Length; i++)
                distance[i] = Math.Min(distance[i], Distance(points[i], points[next]));
            yield return front[next];
        }
    }

    private static double[][] Normalised(double[][] points)
    {
        var extents = Enumerable
            .Range(0, points[0].Length)
            .Select(m => (Low: points.Min(p => p[m]), High: points.Max(p => p[m])))
            .ToArray();
        return
        [
            .. points.Select(p =>
                p.Select(
                        (x, m) =>
                            extents[m].High > extents[m].Low
                                ? (x - extents[m].Low) / (extents[m].High - extents[m].Low)
                                : 0
                    )
                    .ToArray()
            ),
        ];
    }

    private static double Distance(double[] a, double[] b) =>
        Math.Sqrt(a.Zip(b).Sum(x => (x.First - x.Second) * (x.First - x.Second)));

    // The first of equally good ones.
    private static int IndexOfBest(int count, Func<int, double> score)
    {
        var best = 0;
        for (var i = 1; i < count; i++)
            if (score(i) > score(best))
                best = i;
        return best;
    }
}

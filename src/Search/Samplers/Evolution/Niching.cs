using System.Collections.Immutable;
using Slimfront.Search.Pareto;
using Slimfront.Search.Samplers.Modelling;

namespace Slimfront.Search.Samplers.Evolution;

/// <summary>Chooses the trials that breed so that every reference direction keeps some.</summary>
/// <remarks>
/// Deb and Jain (2014), "An Evolutionary Many-Objective Optimization Algorithm Using Reference-Point-Based
/// Nondominated Sorting Approach", IEEE TEC 18(4), §IV. Losses are scaled by the ideal and the nadir of the front
/// instead of the hyperplane through its extreme points, which is often degenerate in small populations. Where the paper
/// picks at random, the first in order is taken.
/// </remarks>
internal static class Niching
{
    /// <summary>The survivors; trials that break a limit come after all others, the least first.</summary>
    public static ImmutableArray<Individual> Of(
        ImmutableArray<Observed> finished,
        int population,
        ImmutableArray<double[]> directions
    )
    {
        Observed[] acceptable = [.. finished.Where(o => o.Violation == 0)];
        var ranks = NondominatedSort.Ranks([.. acceptable.Select(o => o.Losses)]);
        var order = Enumerable.Range(0, acceptable.Length).OrderBy(i => ranks[i]).ToArray();
        var survivors = new List<int>();
        if (order.Length > 0)
        {
            var lastRank = ranks[order[Math.Min(population, order.Length) - 1]];
            survivors.AddRange(order.Where(i => ranks[i] < lastRank));
            var last = order.Where(i => ranks[i] == lastRank).ToList();
            var niches = Associate(acceptable, ranks, [.. survivors, .. last], directions);
            Fill(survivors, last, Math.Min(population, order.Length), niches, directions.Length);
        }
        var violating = finished.Where(o => o.Violation > 0).OrderBy(o => o.Violation);
        return
        [
            .. survivors.Select(i => new Individual(acceptable[i], ranks[i], 0)),
            .. violating
                .Take(population - survivors.Count)
                .Select((o, k) => new Individual(o, acceptable.Length + k, 0)),
        ];
    }

    // Takes from the last front whatever lies nearest the direction that has fewest survivors.
    private static void Fill(
        List<int> survivors,
        List<int> last,
        int population,
        Dictionary<int, (int Direction, double Distance)> niches,
        int directions
    )
    {
        var members = new int[directions];
        foreach (var i in survivors)
            members[niches[i].Direction]++;
        while (survivors.Count < population)
        {
            var next = last.MinBy(i => (members[niches[i].Direction], niches[i].Distance, i));
            members[niches[next].Direction]++;
            survivors.Add(next);
            last.Remove(next);
        }
    }

    // The nearest direction of each of the given trials.
    private static Dictionary<int, (int Direction, double Distance)> Associate(
        Observed[] trials,
        int[] ranks,
        IEnumerable<int> wanted,
        ImmutableArray<double[]> directions
    )
    {
        var front = trials.Where((_, i) => ranks[i] == 0).ToArray();
        var ideal = front[0].Losses.Select((_, m) => front.Min(o => o.Losses[m])).ToArray();
        var extent = ideal.Select((best, m) => front.Max(o => o.Losses[m]) - best).ToArray();
        return wanted.ToDictionary(
            i => i,
            i =>
            {
                var losses = trials[i].Losses;
                var scaled = losses
                    .Select((l, m) => (l - ideal[m]) / (extent[m] > 0 ? extent[m] : 1))
                    .ToArray();
                return directions.Select((d, k) => (k, Distance(scaled, d))).MinBy(p => p.Item2);
            }
        );
    }

    // From a point to the line through the origin.
    private static double Distance(double[] point, double[] direction)
    {
        var along = point.Zip(direction, (p, d) => p * d).Sum() / direction.Sum(d => d * d);
        return Math.Sqrt(point.Zip(direction, (p, d) => Math.Pow(p - (along * d), 2)).Sum());
    }
}

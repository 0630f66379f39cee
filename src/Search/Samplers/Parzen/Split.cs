using System.Collections.Immutable;
using Slimfront.Search.Pareto;
using Slimfront.Search.Samplers.Modelling;
using Slimfront.Search.Spaces;

namespace Slimfront.Search.Samplers.Parzen;

/// <summary>The trials of a history as the tree-structured Parzen estimator divides them.</summary>
/// <param name="Below">The good ones.</param>
/// <param name="Above">All others, those that are broken or still running included.</param>
internal sealed record Split(ImmutableArray<Configuration> Below, ImmutableArray<Configuration> Above)
{
    private const double Share = 0.1;
    private const int MostBelow = 25;

    /// <summary>
    /// Takes the best ⌈n/10⌉, at most 25: acceptable trials by non-dominated rank, a rank that is too large by greedy
    /// hypervolume subset selection, and only then trials that break a limit, those that break it least first.
    /// </summary>
    /// <remarks>Ozaki et al. (2022), "Multiobjective Tree-Structured Parzen Estimator", JAIR 73, §4.</remarks>
    public static Split Of(Observations seen)
    {
        var wanted = Math.Min((int)Math.Ceiling(Share * seen.Finished.Length), MostBelow);
        var acceptable = seen.Finished.Where(o => o.Violation == 0).ToArray();
        var below = Best(acceptable, wanted)
            .Concat(seen.Finished.Where(o => o.Violation > 0).OrderBy(o => o.Violation))
            .Take(wanted)
            .ToHashSet(ReferenceEqualityComparer.Instance);
        return new(
            [.. seen.Finished.Where(below.Contains).Select(o => o.Configuration)],
            [
                .. seen
                    .Finished.Where(o => !below.Contains(o))
                    .Concat(seen.Broken)
                    .Concat(seen.Pending)
                    .Select(o => o.Configuration),
            ]
        );
    }

    private static List<Observed> Best(Observed[] trials, int wanted)
    {
        var ranks = NondominatedSort.Ranks([.. trials.Select(o => o.Losses)]);
        var best = new List<Observed>();
        foreach (var rank in trials.Zip(ranks).GroupBy(p => p.Second, p => p.First).OrderBy(g => g.Key))
        {
            var front = rank.ToArray();
            double[][] points = [.. front.Select(o => o.Losses)];
            best.AddRange(
                SubsetSelection
                    .Greedy(points, wanted - best.Count, ReferencePoint.From(points))
                    .Select(i => front[i])
            );
            if (best.Count >= wanted)
                return best;
        }
        return best;
    }
}

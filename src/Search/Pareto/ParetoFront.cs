using System.Collections.Immutable;

namespace Slimfront.Search.Pareto;

/// <summary>The points that no other point dominates.</summary>
public static class ParetoFront
{
    /// <summary>The indices of the non-dominated points, in order; of equal points, all.</summary>
    /// <param name="losses">Points of equal length, smaller is better.</param>
    public static ImmutableArray<int> Front(IReadOnlyList<double[]> losses) =>
        [.. Enumerable.Range(0, losses.Count).Where(i => !losses.Any(other => Dominates(other, losses[i])))];

    private static bool Dominates(double[] a, double[] b) =>
        a.Zip(b).All(p => p.First <= p.Second) && a.Zip(b).Any(p => p.First < p.Second);
}

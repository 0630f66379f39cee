using System.Collections.Immutable;
using Slimfront.Search.Pareto;
using Slimfront.Search.Samplers.Modelling;

namespace Slimfront.Search.Samplers.Gaussian;

/// <summary>Chooses the trials that a Gaussian process learns from, whose cost grows with their cube.</summary>
internal static class TrainingSet
{
    /// <summary>Trials learnt from at most.</summary>
    public const int Most = 128;

    /// <summary>
    /// All trials while there are few; then the better half of <see cref="Most"/> by non-dominated rank, the newest
    /// first within one, and for the rest every k-th of the others, which hold the shape of the whole.
    /// </summary>
    public static ImmutableArray<Observed> Of(ImmutableArray<Observed> finished)
    {
        if (finished.Length <= Most)
            return finished;
        var ranks = NondominatedSort.Ranks([.. finished.Select(o => o.Losses)]);
        var order = Enumerable
            .Range(0, finished.Length)
            .OrderBy(i => ranks[i])
            .ThenByDescending(i => i)
            .ToArray();
        var rest = order[(Most / 2)..].Order().ToArray();
        var spread = Enumerable.Range(0, Most / 2).Select(k => rest[(long)k * rest.Length / (Most / 2)]);
        return [.. order.Take(Most / 2).Concat(spread).Order().Select(i => finished[i])];
    }

    /// <summary>The length of the prefix of n trials that hyperparameters are learnt from: it grows in steps of a tenth.</summary>
    public static int Prefix(int n)
    {
        var step = Math.Max(1, n / 10);
        return n / step * step;
    }
}

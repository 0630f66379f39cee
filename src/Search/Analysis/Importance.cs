using System.Collections.Immutable;
using Slimfront.Search.Objectives;
using Slimfront.Search.Pareto;
using Slimfront.Search.Spaces;
using Slimfront.Search.Studies;

namespace Slimfront.Search.Analysis;

/// <summary>Which parameters decide whether a trial is among the best: PED-ANOVA.</summary>
/// <remarks>
/// <para>
/// Watanabe, Bansal and Hutter (2023), "PED-ANOVA: Efficiently Quantifying Hyperparameter Importance in Arbitrary
/// Subspaces", arXiv:2304.10255, equation (16): the Pearson divergence Σ p_all·(p_top/p_all − 1)² between a
/// parameter's distribution among the best tenth of trials and among all of them. No model is fitted and nothing is
/// random.
/// </para>
/// <para>
/// A parameter that exists under a condition is judged among the trials that have it. Numbers are cut into 50 cells
/// of their own scale, or one per value where there are fewer, and smoothed by Scott's rule; every distribution has
/// one uniform observation added.
/// </para>
/// </remarks>
public static class Importance
{
    private const double Top = 0.1;
    private const int Cells = 50;

    /// <summary>Importance for one objective.</summary>
    /// <returns>Shares by path that add up to 1; all 0 where nothing can be told.</returns>
    public static ImmutableSortedDictionary<string, double> ForObjective(
        Space space,
        IEnumerable<Trial> trials,
        Objective objective
    )
    {
        var finished = Finished(trials, [objective]);
        return Shares(space, finished, [.. finished.OrderBy(t => t.Losses[0]).Take(Best(finished.Length))]);
    }

    /// <summary>Importance for the front: the best trials are taken by rank, within a rank by hypervolume.</summary>
    /// <returns>Shares by path that add up to 1; all 0 where nothing can be told.</returns>
    public static ImmutableSortedDictionary<string, double> ForFront(
        Space space,
        IEnumerable<Trial> trials,
        IReadOnlyList<Objective> objectives
    )
    {
        var finished = Finished(trials, objectives);
        var ranks = NondominatedSort.Ranks([.. finished.Select(t => t.Losses)]);
        var top = new List<(Configuration, double[])>();
        foreach (var rank in finished.Zip(ranks).GroupBy(p => p.Second, p => p.First).OrderBy(g => g.Key))
        {
            var front = rank.ToArray();
            double[][] points = [.. front.Select(t => t.Losses)];
            var wanted = Best(finished.Length) - top.Count;
            top.AddRange(
                SubsetSelection.Greedy(points, wanted, ReferencePoint.From(points)).Select(i => front[i])
            );
            if (top.Count >= Best(finished.Length))
                break;
        }
        return Shares(space, finished, [.. top]);
    }

    private static (Configuration Point, double[] Losses)[] Finished(
        IEnumerable<Trial> trials,
        IReadOnlyList<Objective> objectives
    ) =>
        [
            .. trials
                .Where(t => t.IsSearched && t.Measurement is not null)
                .Select(t => (t.Configuration, t.Measurement!.Losses(objectives)))
                .Where(t => t.Item2.All(double.IsFinite)),
        ];

    private static int Best(int trials) => (int)Math.Ceiling(Top * trials);

    private static ImmutableSortedDictionary<string, double> Shares(
        Space space,
        (Configuration Point, double[] Losses)[] all,
        (Configuration Point, double[] Losses)[] top
    )
    {
        var divergences = space.Nodes.ToDictionary(
            n => n.Path,
            n => Divergence(Density(n, top.Select(t => t.Point)), Density(n, all.Select(t => t.Point))),
            StringComparer.Ordinal
        );
        var sum = divergences.Values.Sum();
        return divergences.ToImmutableSortedDictionary(
            d => d.Key,
            d => sum > 0 ? d.Value / sum : 0,
            StringComparer.Ordinal
        );
    }

    private static double Divergence(double[] top, double[] all) =>
        top.Zip(all, (t, a) => a * Math.Pow((t / a) - 1, 2)).Sum();

    // A distribution over the cells of a parameter; where no trial has it, uniform.
    private static double[] Density(SpaceNode node, IEnumerable<Configuration> points)
    {
        var cells = (int)Math.Min(node.Parameter.Cardinality ?? Cells, Cells);
        if (node.Parameter is Parameter.Choice choice)
            cells = choice.Options.Length;
        var at = points
            .Select(p => p.Find(node.Path))
            .OfType<Value>()
            .Select(v => Math.Min((int)(node.Parameter.ToUnit(v) * cells), cells - 1))
            .ToArray();
        var width = node.Parameter is Parameter.Choice ? 0 : ScottWidth(at);
        var density = Enumerable.Repeat(1.0 / cells, cells).ToArray();
        foreach (var centre in at)
            AddKernel(density, centre, width);
        return [.. density.Select(d => d / (at.Length + 1))];
    }

    // A normal bump around a cell, of total mass 1 inside the range; all of it in the cell where the width is 0.
    private static void AddKernel(double[] density, int centre, double width)
    {
        if (width == 0)
        {
            density[centre] += 1;
            return;
        }
        var bump = density.Select((_, j) => Math.Exp(-0.5 * Math.Pow((j - centre) / width, 2))).ToArray();
        var mass = bump.Sum();
        for (var j = 0; j < density.Length; j++)
            density[j] += bump[j] / mass;
    }

    // Scott (1992): 1.059·σ·n^(−1/5), at least half a cell.
    private static double ScottWidth(int[] at)
    {
        if (at.Length == 0)
            return 1;
        var mean = at.Average();
        var deviation = Math.Sqrt(at.Average(a => (a - mean) * (a - mean)));
        return Math.Max(0.5, 1.059 * deviation * Math.Pow(at.Length, -0.2));
    }
}

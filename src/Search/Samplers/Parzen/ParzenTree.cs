using System.Collections.Immutable;
using Slimfront.Search.Samplers.Modelling;
using Slimfront.Search.Spaces;

namespace Slimfront.Search.Samplers.Parzen;

/// <summary>A density over the points of a conditional space: a mixture with one component per observed point.</summary>
/// <remarks>
/// <para>
/// A component is a product over the parameters on the way down the tree: a truncated normal around an observed number,
/// a smoothed indicator of an observed option, and the uniform density where the observed point lacks the parameter.
/// So every component is a density over the whole tree, and what was good together stays together, within and
/// across branches; Optuna's "group" option models each branch on its own.
/// </para>
/// <para>
/// Widths: 0.2·n^(−1/(d + 4)) of the range, Scott's rule, and never below half a step of an integer. One further
/// component of weight 1 is the prior: centred with the width of the range, all options equal. Bergstra et al.
/// (2011); Watanabe (2023), arXiv:2304.11127, §3.
/// </para>
/// </remarks>
internal sealed class ParzenTree
{
    private const double Magnitude = 0.2;
    private readonly SpaceCode _code;
    private readonly ImmutableArray<IParzenAxis> _axes;
    private readonly double[] _weights;
    private readonly double[] _logWeights;

    /// <summary>A density around some points.</summary>
    /// <param name="code">The space.</param>
    /// <param name="points">Points of it, oldest first.</param>
    /// <param name="weights">How much each counts; the prior counts 1.</param>
    public ParzenTree(SpaceCode code, IReadOnlyList<Configuration> points, IReadOnlyList<double> weights)
    {
        _code = code;
        _weights = [.. weights, 1];
        var total = Math.Log(_weights.Sum());
        _logWeights = [.. _weights.Select(w => Math.Log(w) - total)];
        var scott = Magnitude * Math.Pow(Math.Max(1, points.Count), -1.0 / (code.Length + 4));
        _axes = [.. Columns(code, points).Select((column, g) => Axis(g, column, scott))];
    }

    /// <summary>Draws a point.</summary>
    public double[] Draw(Random random)
    {
        var component = Component(random.NextDouble() * _weights.Sum());
        double[] genome = [.. _axes.Select(axis => axis.Draw(component, random))];
        Span<bool> active = stackalloc bool[genome.Length];
        _code.Snap(genome, active);
        return genome;
    }

    /// <summary>The logarithm of the density at a snapped genome.</summary>
    public double Log(ReadOnlySpan<double> genome, ReadOnlySpan<bool> active)
    {
        double[] terms = [.. _logWeights];
        for (var g = 0; g < genome.Length; g++)
            if (active[g])
                _axes[g].AddLogs(genome[g], terms);
        var largest = terms.Max();
        var sum = 0.0;
        foreach (var term in terms)
            sum += term - largest > -40 ? Math.Exp(term - largest) : 0;
        return largest + Math.Log(sum);
    }

    private int Component(double share)
    {
        var i = 0;
        for (; i < _weights.Length - 1 && share >= _weights[i]; i++)
            share -= _weights[i];
        return i;
    }

    // Shape [parameters][points]; NaN where a point lacks the parameter.
    private static double[][] Columns(SpaceCode code, IReadOnlyList<Configuration> points)
    {
        var columns = new double[code.Length][];
        for (var g = 0; g < columns.Length; g++)
            columns[g] = new double[points.Count];
        Span<bool> active = stackalloc bool[code.Length];
        for (var i = 0; i < points.Count; i++)
        {
            var genome = code.Encode(points[i]);
            code.Activity(genome, active);
            for (var g = 0; g < columns.Length; g++)
                columns[g][i] = active[g] ? genome[g] : double.NaN;
        }
        return columns;
    }

    private IParzenAxis Axis(int gene, double[] column, double scott) =>
        _code.Options(gene) is > 0 and var options
            ? new ChoiceAxis(
                Array.ConvertAll(column, u => double.IsNaN(u) ? -1 : _code.Option(gene, u)),
                options
            )
            : new NumberAxis(column, Width(_code.Parameter(gene), scott));

    private static double Width(Parameter parameter, double scott) =>
        parameter is Parameter.Integer { Cardinality: { } n } ? Math.Max(scott, 0.5 / n) : scott;
}

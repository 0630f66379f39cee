using System.Collections.Immutable;
using Slimfront.Search.Pareto;
using Slimfront.Search.Samplers.Modelling;

namespace Slimfront.Search.Samplers.Acquisition;

/// <summary>The logarithm of the hypervolume that a point with uncertain losses is expected to add to a front.</summary>
/// <remarks>
/// <para>
/// Inside a box [l, u] of the region that improves the front, a point y adds Π max(0, u − max(l, y)). For independent
/// losses the expectation of the product is the product of ψ(u) − ψ(l) with ψ(t) = E max(0, t − y) =
/// σ·(φ(z) + z·Φ(z)), z = (t − μ)/σ; so the sum over boxes is exact. Yang et al. (2019), "Efficient computation of
/// expected hypervolume improvement using box decomposition algorithms", J. Global Optimization 75.
/// </para>
/// <para>
/// The logarithm keeps hopeless points comparable where the value itself would underflow: Ament et al. (2023),
/// arXiv:2310.20708. It is computed directly where it can be and by log-sum-exp where it cannot.
/// </para>
/// </remarks>
internal sealed class ExpectedHypervolumeImprovement
{
    private const double Underflow = 1e-200;
    private readonly ImmutableArray<double[]> _bounds; // per objective, ascending, −∞ first
    private readonly int[][] _lower; // [box][objective] → index into the bounds
    private readonly int[][] _upper;
    private readonly double[][] _shortfalls;

    /// <summary>Prepares for a front.</summary>
    /// <param name="front">Losses, shape [points, objectives].</param>
    /// <param name="reference">The worst corner that counts.</param>
    public ExpectedHypervolumeImprovement(IEnumerable<double[]> front, double[] reference)
    {
        var boxes = NondominatedBoxes.Of(front, reference);
        _bounds =
        [
            .. reference.Select(
                (_, m) => boxes.SelectMany(b => new[] { b.Lower[m], b.Upper[m] }).Distinct().Order().ToArray()
            ),
        ];
        _lower = [.. boxes.Select(b => Find(b.Lower))];
        _upper = [.. boxes.Select(b => Find(b.Upper))];
        _shortfalls = [.. _bounds.Select(b => new double[b.Length])];
    }

    /// <summary>The logarithm of the expected improvement; −∞ where there can be none. Not for two threads at once.</summary>
    /// <param name="beliefs">One per objective.</param>
    public double Log(ReadOnlySpan<Belief> beliefs)
    {
        for (var m = 0; m < beliefs.Length; m++)
        for (var k = 0; k < _bounds[m].Length; k++)
            _shortfalls[m][k] = Shortfall(_bounds[m][k], beliefs[m]);
        var sum = 0.0;
        for (var b = 0; b < _lower.Length; b++)
        {
            var product = 1.0;
            for (var m = 0; m < _shortfalls.Length; m++)
                product *= _shortfalls[m][_upper[b][m]] - _shortfalls[m][_lower[b][m]];
            sum += product;
        }
        return sum > Underflow ? Math.Log(sum) : LogOfTiny(beliefs);
    }

    private double LogOfTiny(ReadOnlySpan<Belief> beliefs)
    {
        for (var m = 0; m < beliefs.Length; m++)
        for (var k = 0; k < _bounds[m].Length; k++)
            _shortfalls[m][k] = LogShortfall(_bounds[m][k], beliefs[m]);
        var terms = new double[_lower.Length];
        for (var b = 0; b < terms.Length; b++)
        for (var m = 0; m < _shortfalls.Length; m++)
            terms[b] += LogDifference(_shortfalls[m][_upper[b][m]], _shortfalls[m][_lower[b][m]]);
        var largest = terms.Max();
        return double.IsNegativeInfinity(largest)
            ? largest
            : largest + Math.Log(terms.Sum(t => Math.Exp(t - largest)));
    }

    private int[] Find(double[] corner) => [.. corner.Select((x, m) => Array.BinarySearch(_bounds[m], x))];

    private static double Shortfall(double bound, Belief belief)
    {
        if (double.IsNegativeInfinity(bound))
            return 0;
        return belief.Deviation == 0
            ? Math.Max(0, bound - belief.Mean)
            : belief.Deviation * Normal.ExpectedShortfall((bound - belief.Mean) / belief.Deviation);
    }

    private static double LogShortfall(double bound, Belief belief)
    {
        if (double.IsNegativeInfinity(bound))
            return double.NegativeInfinity;
        return belief.Deviation == 0
            ? Math.Log(Math.Max(0, bound - belief.Mean))
            : Math.Log(belief.Deviation)
                + Normal.LogExpectedShortfall((bound - belief.Mean) / belief.Deviation);
    }

    // log(e^a − e^b) for a ≥ b.
    private static double LogDifference(double a, double b)
    {
        if (double.IsNegativeInfinity(b) || double.IsNegativeInfinity(a))
            return a;
        return a > b ? a + Math.Log(-Math.Exp(b - a) + 1) : double.NegativeInfinity;
    }
}

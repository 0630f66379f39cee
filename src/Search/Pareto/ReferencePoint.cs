namespace Slimfront.Search.Pareto;

/// <summary>The corner up to which hypervolume is measured, when nobody names one.</summary>
public static class ReferencePoint
{
    /// <summary>The worst loss w of each objective, moved outwards by a tenth: max(1.1·w, 0.9·w).</summary>
    /// <remarks>
    /// Ozaki et al. (2020), "Multiobjective Tree-Structured Parzen Estimator for Computationally Expensive
    /// Optimization Problems", §3; a worst loss of 0 becomes 10⁻¹², so that the volume is not zero by definition.
    /// </remarks>
    /// <param name="points">
    /// Losses, shape [points, objectives]: of all trials for a figure over time, of a front for its own volume.
    /// Points with a value that is not finite are ignored.
    /// </param>
    /// <returns>Empty where no point is finite.</returns>
    public static double[] From(IEnumerable<double[]> points)
    {
        double[] worst = [];
        foreach (var point in points.Where(p => p.All(double.IsFinite)))
            worst = worst.Length == 0 ? [.. point] : Wfg.Worse(worst, point);
        return [.. worst.Select(w => w == 0 ? 1e-12 : Math.Max(1.1 * w, 0.9 * w))];
    }
}

using System.Collections.Immutable;

namespace Slimfront.Search.Samplers.Gaussian;

/// <summary>The most probable hyperparameters for data.</summary>
/// <remarks>
/// Resilient back-propagation: only the gradient's signs count, so no line search can go astray. Blum and Riedmiller
/// (2013), "Optimization of Gaussian process hyperparameters using Rprop", ESANN; iRprop− of Igel and Hüsken (2000).
/// </remarks>
internal static class HyperparameterFit
{
    private const double FirstStep = 0.1;
    private const double SmallestStep = 1e-3;
    private const double LargestStep = 1;
    private const double LowestNoise = -16;

    /// <summary>Climbs from the prior's modes and returns the best point on the way.</summary>
    /// <param name="features">Shape [data, features].</param>
    /// <param name="groups">The length scale that each feature uses, shape [features].</param>
    /// <param name="values">Standardised values, shape [data].</param>
    /// <param name="steps">Gradients to compute at most.</param>
    /// <returns>The point, and the logarithm of its marginal likelihood and prior.</returns>
    public static (Hyperparameters Best, double Value) Fit(
        double[][] features,
        ImmutableArray<int> groups,
        double[] values,
        int steps
    )
    {
        var likelihood = new MarginalLikelihood(features, groups, values);
        var here = Hyperparameters.Prior(groups.IsEmpty ? 0 : groups[^1] + 1).ToVector();
        var (best, bestValue) = (here.ToArray(), double.NegativeInfinity);
        var step = Enumerable.Repeat(FirstStep, here.Length).ToArray();
        var before = new double[here.Length];
        for (var k = 0; k < steps && step.Max() > SmallestStep; k++)
        {
            var (value, gradient) = likelihood.At(here);
            if (value > bestValue)
                (best, bestValue) = (here.ToArray(), value);
            for (var i = 0; i < here.Length; i++)
                here[i] += Move(gradient, before, step, i);
            here[^1] = Math.Max(LowestNoise, here[^1]);
            before = gradient;
        }
        return (Hyperparameters.FromVector(best), bestValue);
    }

    private static double Move(double[] gradient, double[] before, double[] step, int i)
    {
        var agreement = gradient[i] * before[i];
        if (agreement > 0)
            step[i] = Math.Min(LargestStep, 1.2 * step[i]);
        if (agreement < 0)
        {
            step[i] = Math.Max(SmallestStep, 0.5 * step[i]);
            gradient[i] = 0;
        }
        return Math.Sign(gradient[i]) * step[i];
    }
}

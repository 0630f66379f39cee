using System.Collections.Immutable;

namespace Slimfront.Search.Samplers.Gaussian;

/// <summary>How well hyperparameters explain data: log marginal likelihood plus log prior, with its gradient.</summary>
/// <remarks>Rasmussen and Williams (2006), equations (5.8) and (5.9).</remarks>
/// <param name="features">Shape [data, features].</param>
/// <param name="groups">The length scale that each feature uses, shape [features].</param>
/// <param name="values">Standardised values, shape [data].</param>
internal sealed class MarginalLikelihood(double[][] features, ImmutableArray<int> groups, double[] values)
{
    // Standard deviations of the normal priors on the logarithms; the means are Hyperparameters.Prior.
    private const double ScaleSpread = 3;
    private const double SignalSpread = 1;
    private const double NoiseSpread = 2.5;

    private readonly int _scales = groups.IsEmpty ? 0 : groups[^1] + 1;

    /// <summary>The value, and the gradient by each entry of <see cref="Hyperparameters.ToVector"/>.</summary>
    /// <returns>−∞ where the kernel matrix is singular.</returns>
    public (double Value, double[] Gradient) At(double[] vector)
    {
        var n = values.Length;
        var given = Hyperparameters.FromVector(vector);
        var gradient = new double[vector.Length];
        var weights = groups.Select(g => Math.Exp(-given.LogScales[g])).ToArray();
        var (signal, noise) = (Math.Exp(given.LogSignal), Math.Exp(given.LogNoise));
        var points = features.Select(row => row.Select((x, f) => x * weights[f]).ToArray()).ToArray();
        var (kernel, slopes) = Kernel(points, signal, noise);
        if (!Cholesky.TryFactorise(kernel))
            return (double.NegativeInfinity, gradient);

        double[] alpha = [.. values];
        Cholesky.SolveLower(kernel, alpha);
        var value = -0.5 * Cholesky.Dot(alpha, alpha);
        for (var i = 0; i < n; i++)
            value -= Math.Log(kernel[i][i]);
        Cholesky.SolveUpper(kernel, alpha);
        Differentiate(points, slopes, alpha, Cholesky.InverseTransposed(kernel), noise, gradient);
        return (value + Prior(vector, gradient), gradient);
    }

    private static (double[][] Kernel, double[][] Slopes) Kernel(
        double[][] points,
        double signal,
        double noise
    )
    {
        var (kernel, slopes) = (new double[points.Length][], new double[points.Length][]);
        for (var i = 0; i < points.Length; i++)
        {
            (kernel[i], slopes[i]) = (new double[points.Length], new double[i]);
            for (var j = 0; j < i; j++)
            {
                var (value, slope) = Matern.WithSlope(GaussianProcess.SquaredDistance(points[i], points[j]));
                (kernel[i][j], slopes[i][j]) = (signal * value, signal * slope);
            }
            kernel[i][i] = signal + noise;
        }
        return (kernel, slopes);
    }

    // ½·tr((α·αᵀ − K⁻¹)·∂K/∂θ). The trace with K itself is αᵀ·y − n, which gives the signal's share.
    private void Differentiate(
        double[][] points,
        double[][] slopes,
        double[] alpha,
        double[][] inverse,
        double noise,
        double[] gradient
    )
    {
        var n = alpha.Length;
        var perFeature = new double[groups.Length];
        var diagonal = 0.0;
        for (var i = 0; i < n; i++)
        {
            for (var j = 0; j < i; j++)
            {
                var precision = Cholesky.Dot(inverse[i].AsSpan(i), inverse[j].AsSpan(i));
                var weight = ((alpha[i] * alpha[j]) - precision) * slopes[i][j];
                AddSquares(points[i], points[j], weight, perFeature);
            }
            diagonal += (alpha[i] * alpha[i]) - Cholesky.Dot(inverse[i].AsSpan(i), inverse[i].AsSpan(i));
        }
        for (var f = 0; f < perFeature.Length; f++)
            gradient[groups[f]] += perFeature[f];
        gradient[^1] = 0.5 * noise * diagonal;
        gradient[^2] = (0.5 * (Cholesky.Dot(alpha, values) - n)) - gradient[^1];
    }

    private static void AddSquares(double[] a, double[] b, double weight, double[] sums)
    {
        for (var f = 0; f < sums.Length; f++)
        {
            var d = a[f] - b[f];
            sums[f] += weight * d * d;
        }
    }

    private double Prior(double[] vector, double[] gradient)
    {
        var mode = Hyperparameters.Prior(_scales).ToVector();
        var value = 0.0;
        for (var i = 0; i < vector.Length; i++)
        {
            var spread =
                i < _scales ? ScaleSpread
                : i == _scales ? SignalSpread
                : NoiseSpread;
            var z = (vector[i] - mode[i]) / spread;
            value -= 0.5 * z * z;
            gradient[i] -= z / spread;
        }
        return value;
    }
}

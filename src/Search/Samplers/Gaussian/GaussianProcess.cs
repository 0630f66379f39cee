using System.Collections.Immutable;

namespace Slimfront.Search.Samplers.Gaussian;

/// <summary>A distribution over functions, conditioned on measured values.</summary>
/// <remarks>Rasmussen and Williams (2006), algorithm 2.1. Zero mean: values are to be standardised before.</remarks>
internal sealed class GaussianProcess
{
    private readonly double[][] _points; // [data, features], each feature divided by its length scale
    private readonly double[] _weights; // 1 / length scale per feature
    private readonly double[][] _lower; // Cholesky factor of kernel plus noise
    private readonly double[] _alpha; // (K + σ²)⁻¹·y
    private readonly double _signal;

    /// <summary>Conditions on data.</summary>
    /// <param name="features">Shape [data, features].</param>
    /// <param name="groups">The length scale that each feature uses, shape [features].</param>
    /// <param name="values">Standardised values, shape [data].</param>
    /// <param name="given">The hyperparameters.</param>
    public GaussianProcess(
        double[][] features,
        ImmutableArray<int> groups,
        double[] values,
        Hyperparameters given
    )
    {
        _weights = [.. groups.Select(g => Math.Exp(-given.LogScales[g]))];
        _points = [.. features.Select(Scale)];
        _signal = Math.Exp(given.LogSignal);
        _lower = Factorise(Math.Exp(given.LogNoise));
        _alpha = [.. values];
        Cholesky.SolveLower(_lower, _alpha);
        Cholesky.SolveUpper(_lower, _alpha);
    }

    /// <summary>Mean and variance of the function (noise not included) at a point.</summary>
    public (double Mean, double Variance) Predict(ReadOnlySpan<double> features)
    {
        Span<double> point = stackalloc double[_weights.Length];
        for (var f = 0; f < point.Length; f++)
            point[f] = features[f] * _weights[f];
        var k = new double[_points.Length];
        for (var i = 0; i < k.Length; i++)
            k[i] = _signal * Matern.Correlation(SquaredDistance(point, _points[i]));
        var mean = Cholesky.Dot(k, _alpha);
        Cholesky.SolveLower(_lower, k);
        return (mean, Math.Max(1e-12 * _signal, _signal - Cholesky.Dot(k, k)));
    }

    /// <summary>
    /// How well each value is told from the others: 1 − Σ(yᵢ − μ₋ᵢ)² / Σ yᵢ², where yᵢ − μ₋ᵢ = αᵢ / (K⁻¹)ᵢᵢ; 0 or less where the mean
    /// of all would do as well; 1 where all values are 0.
    /// </summary>
    /// <remarks>Rasmussen and Williams (2006), equation (5.12).</remarks>
    public double Skill(ReadOnlySpan<double> values)
    {
        var inverse = Cholesky.InverseTransposed(_lower);
        var (missed, all) = (0.0, 0.0);
        for (var i = 0; i < values.Length; i++)
        {
            var own = inverse[i].AsSpan(i);
            var error = _alpha[i] / Cholesky.Dot(own, own);
            missed += error * error;
            all += values[i] * values[i];
        }
        return all > 0 ? 1 - (missed / all) : 1;
    }

    private double[] Scale(double[] features)
    {
        var scaled = new double[features.Length];
        for (var f = 0; f < scaled.Length; f++)
            scaled[f] = features[f] * _weights[f];
        return scaled;
    }

    // Points that coincide make the matrix singular: noise is raised tenfold until it is not.
    private double[][] Factorise(double noise)
    {
        for (var jitter = noise; ; jitter = Math.Max(1e-10 * _signal, 10 * jitter))
        {
            var kernel = new double[_points.Length][];
            for (var i = 0; i < kernel.Length; i++)
            {
                kernel[i] = new double[_points.Length];
                for (var j = 0; j < i; j++)
                    kernel[i][j] = _signal * Matern.Correlation(SquaredDistance(_points[i], _points[j]));
                kernel[i][i] = _signal + jitter;
            }
            if (Cholesky.TryFactorise(kernel))
                return kernel;
        }
    }

    internal static double SquaredDistance(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        var sum = 0.0;
        for (var f = 0; f < a.Length; f++)
        {
            var d = a[f] - b[f];
            sum += d * d;
        }
        return sum;
    }
}

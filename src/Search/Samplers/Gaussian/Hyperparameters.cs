namespace Slimfront.Search.Samplers.Gaussian;

/// <summary>What a Gaussian process is told about a function before it sees data; all as logarithms.</summary>
/// <param name="LogScales">Log length scale per parameter: how far apart two values still tell of each other.</param>
/// <param name="LogSignal">Log variance of the function.</param>
/// <param name="LogNoise">Log variance of the noise on a measurement.</param>
internal sealed record Hyperparameters(double[] LogScales, double LogSignal, double LogNoise)
{
    /// <summary>
    /// The modes of the priors, for standardised values. Length scales grow with the root of the dimension: Hvarfner,
    /// Hellsten and Nardi (2024), "Vanilla Bayesian Optimization Performs Great in High Dimensions", arXiv:2402.02229.
    /// </summary>
    public static Hyperparameters Prior(int dimensions)
    {
        var scale = Math.Sqrt(2) + (0.5 * Math.Log(Math.Max(1, dimensions)));
        return new([.. Enumerable.Repeat(scale, dimensions)], LogSignal: 0, LogNoise: -9);
    }

    /// <summary>All in one vector: scales, signal, noise.</summary>
    public double[] ToVector() => [.. LogScales, LogSignal, LogNoise];

    /// <summary>From such a vector.</summary>
    public static Hyperparameters FromVector(double[] v) => new(v[..^2], v[^2], v[^1]);
}

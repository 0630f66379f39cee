using MathNet.Numerics;

namespace Slimfront.Search.Samplers.Modelling;

/// <summary>Functions of the standard normal distribution that stay exact far out in its tails.</summary>
internal static class Normal
{
    private static readonly double Root2 = Math.Sqrt(2);
    private static readonly double LogRoot2Pi = 0.5 * Math.Log(2 * Math.PI);

    // Below this the closed forms underflow and the asymptotic series are exact to double precision.
    private const double Far = -25;

    /// <summary>Φ(z).</summary>
    public static double Cumulative(double z) => 0.5 * SpecialFunctions.Erfc(-z / Root2);

    /// <summary>log Φ(z).</summary>
    public static double LogCumulative(double z) =>
        z > Far
            ? Math.Log(Cumulative(z))
            : LogDensity(z) - Math.Log(-z) + Math.Log(1 - (1 / (z * z)) + (3 / (z * z * z * z)));

    /// <summary>φ(z) + z·Φ(z): how far a standard normal number is expected to fall below z, where it does.</summary>
    public static double ExpectedShortfall(double z) => Math.Exp(LogDensity(z)) + (z * Cumulative(z));

    /// <summary>The logarithm of <see cref="ExpectedShortfall"/>.</summary>
    /// <remarks>Ament et al. (2023), "Unexpected Improvements to Expected Improvement", arXiv:2310.20708, §4.1.</remarks>
    public static double LogExpectedShortfall(double z)
    {
        if (z > Far)
            return Math.Log(ExpectedShortfall(z));
        var square = z * z;
        return LogDensity(z) - Math.Log(square) + Math.Log(1 - (3 / square) + (15 / (square * square)));
    }

    private static double LogDensity(double z) => (-0.5 * z * z) - LogRoot2Pi;
}

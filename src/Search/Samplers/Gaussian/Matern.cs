namespace Slimfront.Search.Samplers.Gaussian;

/// <summary>The Matérn kernel of smoothness 5/2: (1 + √5·r + 5/3·r²)·exp(−√5·r).</summary>
/// <remarks>Rasmussen and Williams (2006), "Gaussian Processes for Machine Learning", equation (4.17).</remarks>
internal static class Matern
{
    private static readonly double Root5 = Math.Sqrt(5);

    /// <summary>The correlation at a squared scaled distance.</summary>
    public static double Correlation(double squared)
    {
        var t = Root5 * Math.Sqrt(squared);
        return (1 + t + (t * t / 3)) * Math.Exp(-t);
    }

    /// <summary>The correlation, and minus twice its derivative by the squared distance: 5/3·(1 + √5·r)·exp(−√5·r).</summary>
    public static (double Value, double Slope) WithSlope(double squared)
    {
        var t = Root5 * Math.Sqrt(squared);
        var decay = Math.Exp(-t);
        return ((1 + t + (t * t / 3)) * decay, 5.0 / 3.0 * (1 + t) * decay);
    }
}

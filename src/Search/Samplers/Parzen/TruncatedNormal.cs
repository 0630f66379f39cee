using Slimfront.Search.Samplers.Modelling;

namespace Slimfront.Search.Samplers.Parzen;

/// <summary>The factor that makes exp(−z²/2) around a centre a density on [0, 1], for many centres of one width.</summary>
/// <remarks>Above some hundred centres a table is made first and interpolated: its error is below 10⁻⁴.</remarks>
internal sealed class TruncatedNormal
{
    private const int Cells = 256;
    private readonly double _width;
    private readonly double[] _table;

    /// <summary>Prepares for a width and a number of centres.</summary>
    public TruncatedNormal(double width, int centres)
    {
        _width = width;
        _table =
            centres <= Cells
                ? []
                : [.. Enumerable.Range(0, Cells + 1).Select(i => LogFactor((double)i / Cells, width))];
    }

    /// <summary>The logarithm of the factor.</summary>
    public double LogFactor(double centre)
    {
        if (_table.Length == 0)
            return LogFactor(centre, _width);
        var cell = Math.Min((int)(centre * Cells), Cells - 1);
        var share = (centre * Cells) - cell;
        return ((1 - share) * _table[cell]) + (share * _table[cell + 1]);
    }

    /// <summary>The same without preparation: 1 / (σ·√(2π)·(Φ((1 − μ)/σ) − Φ(−μ/σ))).</summary>
    public static double LogFactor(double centre, double width) =>
        -Math.Log(width * Math.Sqrt(2 * Math.PI))
        - Math.Log(Normal.Cumulative((1 - centre) / width) - Normal.Cumulative(-centre / width));
}

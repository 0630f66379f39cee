using System.Collections.Immutable;

namespace Slimfront.Search.Samplers.Gaussian;

/// <summary>Moves losses to mean 0 and deviation 1, after bending what would hide the differences that count.</summary>
/// <remarks>
/// Bent: with the best b, the median m, s = m − b and t = b + reach·s, a loss l beyond t counts as t + s·ln(1 + (l − t)/s). A few
/// hopeless trials would otherwise stretch the scale until nothing on it told good ones apart; the order stays, and so does the
/// front. How much to bend is learnt: a warped Gaussian process (Snelson, Rasmussen and Ghahramani 2003, "Warped Gaussian
/// Processes", NIPS 16, equation (6)) with two warps to choose from.
/// </remarks>
internal readonly record struct LossScale
{
    private const double SmallError = 0.01;
    private readonly double _far;
    private readonly double _spread;
    private readonly double _mean;
    private readonly double _deviation;

    private LossScale(bool logarithmic, double far, double spread, double[] losses)
    {
        (Logarithmic, _far, _spread, _mean, _deviation) = (logarithmic, far, spread, 0, 1);
        var bent = Array.ConvertAll(losses, Shape);
        var mean = bent.Average();
        var deviation = Math.Sqrt(bent.Average(v => (v - mean) * (v - mean)));
        (_mean, _deviation) = (mean, deviation > 0 ? deviation : 1);
    }

    /// <summary>Whether logarithms are taken.</summary>
    public bool Logarithmic { get; }

    /// <summary>Differences count.</summary>
    public static LossScale Linear(double[] losses) => new(false, double.PositiveInfinity, 1, losses);

    /// <summary>Ratios count, where all losses are above 0; differences otherwise.</summary>
    public static LossScale Ratios(double[] losses) =>
        Array.TrueForAll(losses, l => l > 0) ? new(true, double.PositiveInfinity, 1, losses) : Linear(losses);

    /// <summary>Differences count, less of them beyond so many times the median's distance from the best.</summary>
    public static LossScale Bent(double[] losses, double reach)
    {
        double[] ascending = [.. losses.Order()];
        var (best, median) = (ascending[0], ascending[(ascending.Length - 1) / 2]);
        return median > best
            ? new(false, best + (reach * (median - best)), median - best, losses)
            : Linear(losses);
    }

    /// <summary>Ratios of errors count, down to about a hundredth, and differences below: b is the smallest loss possible, s a hundredth.</summary>
    public static LossScale Errors(double[] losses, double ideal) => new(false, ideal, SmallError, losses);

    /// <summary>The scales that measured losses may be on: only what is hopeless is bent, or everything.</summary>
    /// <param name="losses">The losses.</param>
    /// <param name="ideal">The smallest possible one, if they are shares of a whole.</param>
    public static ImmutableArray<LossScale> Candidates(double[] losses, double? ideal) =>
        [Bent(losses, reach: 4), ideal is { } least ? Errors(losses, least) : Bent(losses, reach: 0)];

    /// <summary>A loss on this scale; −∞ for one that has no logarithm.</summary>
    public double Standardise(double loss) => (Shape(loss) - _mean) / _deviation;

    /// <summary>
    /// The sum of the logarithms of this scale's slopes at some losses: what their log likelihood on the scale is to be increased
    /// by to be that of the losses themselves.
    /// </summary>
    public double LogSlopes(double[] losses)
    {
        var sum = -losses.Length * Math.Log(_deviation);
        foreach (var loss in losses)
            sum -=
                Logarithmic ? Math.Log(loss)
                : loss > _far ? Math.Log(1 + ((loss - _far) / _spread))
                : 0;
        return sum;
    }

    private double Shape(double loss)
    {
        if (Logarithmic)
            return loss > 0 ? Math.Log(loss) : double.NegativeInfinity;
        return loss <= _far ? loss : _far + (_spread * Math.Log(1 + ((loss - _far) / _spread)));
    }
}

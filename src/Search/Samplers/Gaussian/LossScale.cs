namespace Slimfront.Search.Samplers.Gaussian;

/// <summary>Moves losses to mean 0 and deviation 1, after taking logarithms where ratios count.</summary>
internal readonly record struct LossScale(bool Logarithmic, double Mean, double Deviation)
{
    /// <summary>The scale of some losses. Logarithms are taken only where all of them are above 0.</summary>
    public static LossScale Of(double[] losses, bool logarithmic)
    {
        var takeLogs = logarithmic && Array.TrueForAll(losses, l => l > 0);
        var raw = takeLogs ? Array.ConvertAll(losses, Math.Log) : losses;
        var mean = raw.Average();
        var deviation = Math.Sqrt(raw.Average(v => (v - mean) * (v - mean)));
        return new(takeLogs, mean, deviation > 0 ? deviation : 1);
    }

    /// <summary>A loss on this scale; −∞ for one that has no logarithm.</summary>
    public double Standardise(double loss)
    {
        if (!Logarithmic)
            return (loss - Mean) / Deviation;
        return loss > 0 ? (Math.Log(loss) - Mean) / Deviation : double.NegativeInfinity;
    }
}

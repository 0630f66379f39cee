using MathNet.Numerics.Distributions;
using Slimfront.Search.Objectives;

namespace Slimfront.Search.Statistics;

/// <summary>How sure a number is that was measured on some examples, of which there could be others: 95 % confidence intervals.</summary>
public static class Precision
{
    /// <summary>The share of such intervals that hold the value which all examples of the kind together would give.</summary>
    public const double Confidence = 0.95;

    private const double Upper = 1 - ((1 - Confidence) / 2);

    /// <summary>z such that 95 % of a standard normal distribution lie between −z and z.</summary>
    internal static double Z { get; } = Normal.InvCDF(0, 1, Upper);

    /// <summary>The Wilson interval of a share: (p + z²/2n ± z·√(p(1 − p)/n + z²/4n²)) / (1 + z²/n).</summary>
    /// <param name="count">How many of them are counted, 0 to <paramref name="of"/>.</param>
    /// <param name="of">The number of examples, n; 1 or more.</param>
    /// <remarks>Wilson (1927), J. Am. Stat. Assoc. 22, 209-212. It never leaves 0 to 1, and has a length where p is 0 or 1.</remarks>
    public static Interval OfShare(double count, double of) => Wilson(count, of, Z);

    /// <summary>The stratified Wilson interval of a mean of shares that all weigh the same.</summary>
    /// <param name="shares">How many are counted, and of how many; one share or more.</param>
    /// <remarks>
    /// Yan and Su (2010), Stat. Biopharm. Res. 2, 329-335, eq. 4: the mean of the shares' own Wilson intervals, with a z by which their widths add
    /// up as independent errors do. Where every share is 0 or 1 its variance is taken as 1/n.
    /// </remarks>
    public static Interval OfMeanShare(IReadOnlyList<(double Count, double Of)> shares)
    {
        ArgumentNullException.ThrowIfNull(shares);
        var variances = shares.Select(s => s.Count / s.Of * (1 - (s.Count / s.Of)) / s.Of).ToArray();
        if (variances.Sum() <= 0)
            variances = [.. shares.Select(s => 1 / s.Of)];
        var z = Z * Math.Sqrt(variances.Sum()) / variances.Sum(Math.Sqrt);
        var intervals = shares.Select(s => Wilson(s.Count, s.Of, z)).ToArray();
        return new(intervals.Average(i => i.Low), intervals.Average(i => i.High));
    }

    /// <summary>Student's interval of a mean: x̄ ± t·s/√n with n − 1 degrees of freedom.</summary>
    /// <param name="values">Independent ones. One alone tells nothing: its interval is everything.</param>
    /// <remarks>Student (1908), Biometrika 6, 1-25.</remarks>
    public static Interval OfMean(ReadOnlySpan<double> values)
    {
        var (mean, error) = MeanAndError(values);
        if (values.Length < 2)
            return new(double.NegativeInfinity, double.PositiveInfinity);
        var reach = StudentT.InvCDF(0, 1, values.Length - 1, Upper) * error;
        return new(mean - reach, mean + reach);
    }

    /// <summary>x̄, and its standard error s/√n.</summary>
    internal static (double Mean, double Error) MeanAndError(ReadOnlySpan<double> values)
    {
        var sum = 0.0;
        foreach (var value in values)
            sum += value;
        var mean = sum / values.Length;
        var squares = 0.0;
        foreach (var value in values)
            squares += (value - mean) * (value - mean);
        return (mean, Math.Sqrt(squares / (values.Length - 1) / values.Length));
    }

    private static Interval Wilson(double count, double of, double z)
    {
        var share = count / of;
        var centre = share + (z * z / (2 * of));
        var reach = z * Math.Sqrt((share * (1 - share) / of) + (z * z / (4 * of * of)));
        var scale = 1 + (z * z / of);
        return new(Math.Max(0, (centre - reach) / scale), Math.Min(1, (centre + reach) / scale));
    }
}

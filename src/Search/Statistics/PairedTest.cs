using MathNet.Numerics.Distributions;
using Slimfront.Search.Objectives;

namespace Slimfront.Search.Statistics;

/// <summary>How two models differ on the same examples.</summary>
/// <param name="Difference">The first one's measure minus the second one's.</param>
/// <param name="Interval">Its 95 % confidence interval.</param>
/// <param name="P">How likely a difference as large as this is where there is none: the two-sided p-value.</param>
public readonly record struct PairedTest(double Difference, Interval Interval, double P)
{
    /// <summary>McNemar's exact test of two shares, and Newcombe's interval of their difference.</summary>
    /// <param name="both">How many examples both have right.</param>
    /// <param name="first">How many the first one alone.</param>
    /// <param name="second">How many the second one alone.</param>
    /// <param name="neither">How many neither of them.</param>
    /// <remarks>
    /// Of the examples on which they disagree each is as likely to be the first one's as the second one's: a binomial test. McNemar (1947), Psychometrika 12, 153-157.
    /// Newcombe (1998), Stat. Med. 17, 2635-2650, method 10: Wilson's intervals, put together with the continuity-corrected correlation.
    /// </remarks>
    public static PairedTest OfShares(int both, int first, int second, int neither)
    {
        double n = both + first + second + neither;
        var (p1, p2) = ((both + first) / n, (both + second) / n);
        var (one, two) = (Precision.OfShare(both + first, n), Precision.OfShare(both + second, n));
        var correlation = Correlation(both, first, second, neither);
        var low = Together(p1 - one.Low, two.High - p2, correlation);
        var high = Together(one.High - p1, p2 - two.Low, correlation);
        return new(p1 - p2, new(p1 - p2 - low, p1 - p2 + high), Binomial(first, second));
    }

    /// <summary>Student's paired test of two means.</summary>
    /// <param name="first">A number for each example.</param>
    /// <param name="second">Another one for each of the same examples, in the same order; two or more.</param>
    public static PairedTest OfMeans(ReadOnlySpan<double> first, ReadOnlySpan<double> second)
    {
        if (first.Length != second.Length || first.Length < 2)
            throw new ArgumentException(
                $"{first.Length} and {second.Length} numbers are no pairs, or too few of them.",
                nameof(second)
            );
        var differences = new double[first.Length];
        for (var i = 0; i < differences.Length; i++)
            differences[i] = first[i] - second[i];
        var (mean, error) = Precision.MeanAndError(differences);
        var p = (mean, error) switch
        {
            (0, _) => 1,
            (_, 0) => 0,
            _ => 2 * StudentT.CDF(0, 1, differences.Length - 1, -Math.Abs(mean / error)),
        };
        return new(mean, Precision.OfMean(differences), p);
    }

    private static double Binomial(int first, int second)
    {
        var tail = MathNet.Numerics.Distributions.Binomial.CDF(0.5, first + second, Math.Min(first, second));
        return Math.Min(1, 2 * tail);
    }

    private static double Together(double one, double other, double correlation) =>
        Math.Sqrt(Math.Max(0, (one * one) - (2 * correlation * one * other) + (other * other)));

    private static double Correlation(double both, double first, double second, double neither)
    {
        var margins = (both + first) * (second + neither) * (both + second) * (first + neither);
        if (margins <= 0)
            return 0;
        var excess = (both * neither) - (first * second);
        if (excess > 0)
            excess = Math.Max(0, excess - ((both + first + second + neither) / 2));
        return excess / Math.Sqrt(margins);
    }
}

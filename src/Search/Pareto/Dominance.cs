namespace Slimfront.Search.Pareto;

/// <summary>Pareto dominance of loss vectors: smaller is better in every coordinate.</summary>
public static class Dominance
{
    /// <summary>Whether a is at least as good as b everywhere and better somewhere.</summary>
    /// <param name="a">Losses.</param>
    /// <param name="b">As many losses.</param>
    /// <returns>False for equal vectors and for any NaN.</returns>
    /// <exception cref="ArgumentException">The vectors have different lengths.</exception>
    public static bool Dominates(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        if (a.Length != b.Length)
            throw new ArgumentException(
                $"Vectors of {a.Length} and {b.Length} losses cannot be compared.",
                nameof(b)
            );
        var isBetter = false;
        for (var i = 0; i < a.Length; i++)
        {
            // Written so that a NaN on either side ends in false.
            if (!(a[i] <= b[i]))
                return false;
            isBetter |= a[i] < b[i];
        }
        return isBetter;
    }

    /// <summary>Whether a is at least as good as b everywhere; true for equal vectors, false for any NaN.</summary>
    public static bool WeaklyDominates(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        for (var i = 0; i < a.Length; i++)
            if (!(a[i] <= b[i]))
                return false;
        return true;
    }

    internal static bool HasNaN(ReadOnlySpan<double> losses)
    {
        foreach (var loss in losses)
            if (double.IsNaN(loss))
                return true;
        return false;
    }

    /// <summary>Orders vectors lexicographically: no vector comes after one that it dominates.</summary>
    internal static int CompareLexicographically(ReadOnlySpan<double> a, ReadOnlySpan<double> b)
    {
        for (var i = 0; i < a.Length; i++)
        {
            var order = a[i].CompareTo(b[i]);
            if (order != 0)
                return order;
        }
        return 0;
    }
}

using System.Collections.Immutable;

namespace Slimfront.Engine.Pruning.Sizes;

/// <summary>The ways to spread a number of channels over groups: between two bounds each, with a given sum.</summary>
/// <param name="Low">The fewest channels of each group.</param>
/// <param name="High">The most channels of each group.</param>
/// <param name="Total">The sum over the groups.</param>
internal sealed record CountBox(ImmutableArray<int> Low, ImmutableArray<int> High, int Total)
{
    /// <summary>Whether there is one way only.</summary>
    public bool IsPoint => Low.AsSpan().SequenceEqual(High.AsSpan());

    /// <summary>Whether there is no way at all.</summary>
    public bool IsEmpty => Total < Low.Sum() || Total > High.Sum();

    /// <summary>All ways that leave each group at least one channel and at most what it has.</summary>
    public static CountBox Of(IEnumerable<int> channels, int total)
    {
        ImmutableArray<int> high = [.. channels];
        return new CountBox([.. high.Select(_ => 1)], high, total).Tightened();
    }

    /// <summary>The two halves along the widest group.</summary>
    public IEnumerable<CountBox> Halves()
    {
        var widest = Enumerable.Range(0, Low.Length).MaxBy(g => High[g] - Low[g]);
        var middle = (Low[widest] + High[widest]) / 2;
        CountBox[] halves =
        [
            this with
            {
                High = High.SetItem(widest, middle),
            },
            this with
            {
                Low = Low.SetItem(widest, middle + 1),
            },
        ];
        return halves.Where(h => !h.IsEmpty).Select(h => h.Tightened());
    }

    /// <summary>The way with the least Σ cost · count: the cheapest groups are filled first.</summary>
    public int[] Cheapest(double[] costs)
    {
        int[] counts = [.. Low];
        var rest = Total - counts.Sum();
        foreach (var group in Enumerable.Range(0, costs.Length).OrderBy(g => costs[g]))
        {
            var more = Math.Min(rest, High[group] - counts[group]);
            counts[group] += more;
            rest -= more;
        }

        return counts;
    }

    // No group can have fewer than what is left when all others are full, or more than when all are at their lowest.
    private CountBox Tightened()
    {
        var (spare, missing) = (Total - Low.Sum(), High.Sum() - Total);
        return this with
        {
            Low = [.. Low.Select((low, g) => Math.Max(low, High[g] - missing))],
            High = [.. High.Select((high, g) => Math.Min(high, Low[g] + spare))],
        };
    }
}

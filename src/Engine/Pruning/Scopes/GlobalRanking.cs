using System.Collections.Immutable;
using Slimfront.Engine.Channels;
using Slimfront.Engine.Pruning.Sizes;

namespace Slimfront.Engine.Pruning.Scopes;

/// <summary>Removes the lowest scores of a whole network, whichever group they are in.</summary>
/// <remarks>
/// Every group keeps its best channels, because a layer without channels is no layer, and exactly round(ratio · channels) channels
/// go, ties or not. To reach a size, channels go in the same order until the network is small enough. Widths are rounded to multiples
/// last.
/// </remarks>
internal static class GlobalRanking
{
    /// <summary>See <see cref="IPruningScope.Widths"/>.</summary>
    public static ImmutableArray<int> Widths(IReadOnlyList<double[]> scores, PruningGoal goal)
    {
        ArgumentNullException.ThrowIfNull(goal);
        var order = Order(scores, goal);
        if (goal.Amount.IsTarget)
            return goal.Widest(order.Length, count => After(order.AsSpan(0, count), goal));
        var gone = goal.Whole.Zip(goal.Now, (whole, now) => Math.Max(0, whole - now)).Sum();
        var wanted = Math.Round(goal.Amount.Ratio * goal.Whole.Sum(), MidpointRounding.AwayFromZero) - gone;
        return After(order.AsSpan(0, (int)Math.Clamp(wanted, 0, order.Length)), goal);
    }

    /// <summary>Intervals, since the scores decide which layers shrink; exact where nothing or everything goes.</summary>
    public static SizeForecast Predict(ChannelMap whole, PruningAmount amount, int steps)
    {
        ArgumentNullException.ThrowIfNull(whole);
        ArgumentNullException.ThrowIfNull(amount);
        if (amount.IsTarget)
            return TargetForecast.Of(whole, amount);
        var channels = whole.Groups.Sum(g => g.Channels);
        var least = whole.Groups.Sum(g => amount.Least(g.Channels));
        var removed = Math.Round(amount.Ratio * channels, MidpointRounding.AwayFromZero);
        var left = Math.Max(least, channels - (int)removed);
        // Rounding moves each width by half a multiple at most, in every step anew.
        var drift = whole.Groups.Length * (amount.Multiple / 2);
        return SizeForecast.Of(
            whole,
            Math.Max(whole.Groups.Length, left - (steps * drift)),
            Math.Min(channels, left + drift)
        );
    }

    // The group of each channel that may go, the worst first; among equal scores the later group's goes first.
    private static int[] Order(IReadOnlyList<double[]> scores, PruningGoal goal)
    {
        var left = goal.Now.ToArray();
        var order = new List<int>();
        foreach (var (_, group) in Ranked(scores))
            if (left[group] > goal.Fewest[group])
            {
                left[group]--;
                order.Add(group);
            }

        return [.. order];
    }

    private static ImmutableArray<int> After(ReadOnlySpan<int> gone, PruningGoal goal)
    {
        var left = goal.Now.ToArray();
        foreach (var group in gone)
            left[group]--;
        return [.. left.Select((count, group) => goal.Width(group, count))];
    }

    private static IEnumerable<(double Score, int Group)> Ranked(IReadOnlyList<double[]> scores) =>
        scores
            .SelectMany((s, group) => s.Select(score => (Score: score, Group: group)))
            .OrderBy(c => c.Score)
            .ThenByDescending(c => c.Group);
}

using System.Collections.Immutable;
using Slimfront.Engine.Channels;
using Slimfront.Engine.Operators;

namespace Slimfront.Engine.Pruning.Sizes;

/// <summary>What a pruning starts from and what it is after.</summary>
/// <param name="Amount">How much goes, counted from the whole network.</param>
/// <param name="Whole">The channels that each group had before any pruning; 0 for one that was none then.</param>
/// <param name="Now">The channels that each group has.</param>
/// <param name="Fewest">The fewest that it may keep.</param>
/// <param name="Fits">Whether a network of given widths is small enough; asked where a size is to be reached.</param>
public sealed record PruningGoal(
    PruningAmount Amount,
    ImmutableArray<int> Whole,
    ImmutableArray<int> Now,
    ImmutableArray<int> Fewest,
    Func<ImmutableArray<int>, bool> Fits
)
{
    /// <summary>The goal for a network that may have been pruned before.</summary>
    /// <param name="now">Its channels.</param>
    /// <param name="whole">Those of the network before any pruning.</param>
    /// <param name="amount">How much goes.</param>
    /// <exception cref="GraphException">The two do not have the same layers.</exception>
    public static PruningGoal Of(ChannelMap now, ChannelMap whole, PruningAmount amount)
    {
        ArgumentNullException.ThrowIfNull(now);
        ArgumentNullException.ThrowIfNull(whole);
        ArgumentNullException.ThrowIfNull(amount);
        var widths = whole.Groups.ToDictionary(Identity, g => g.Channels, StringComparer.Ordinal);
        var left = now.Groups.Select(Identity).ToHashSet(StringComparer.Ordinal);
        var missing = whole.Groups.FirstOrDefault(w => !left.Contains(Identity(w)));
        if (missing is not null)
            throw new GraphException(
                $"The layer '{missing.Name}' of the whole network is none of the pruned one any more: after a layer of groups became depthwise, it cannot be pruned further."
            );
        var target = amount.IsTarget ? amount.Target(whole.Graph) : 0;
        return new(
            amount,
            [.. now.Groups.Select(g => widths.GetValueOrDefault(Identity(g)))],
            [.. now.Groups.Select(g => g.Channels)],
            // A depthwise convolution of a single channel is like any other, a group of its own; it stays as it is.
            [
                .. now.Groups.Select(g =>
                    widths.TryGetValue(Identity(g), out var channels)
                        ? Math.Min(g.Channels, amount.Least(channels))
                        : g.Channels
                ),
            ],
            counts => amount.Size(now.Narrow(counts)) <= target
        );
    }

    // The same before and after pruning: which nodes make the channels, and how many positions each has in them. Names alone
    // may come twice, where grouped convolutions over concatenated maps couple the same nodes in several ways.
    private static string Identity(ChannelGroup group)
    {
        var makers = group.Name.Split('+').ToHashSet(StringComparer.Ordinal);
        var positions = group
            .Slices.Where(s => s.Axis == 0 && makers.Contains(s.Tensor[..s.Tensor.LastIndexOf('.')]))
            .Select(s => s.Positions[0].Length);
        return $"{group.Name} {string.Join(' ', positions)}";
    }

    /// <summary>A group's width where it should keep so many channels.</summary>
    public int Width(int group, double wanted) =>
        Math.Clamp(Amount.Width(Whole[group], wanted), Fewest[group], Now[group]);

    /// <summary>The first of a series of networks, each narrower than the one before, that is small enough.</summary>
    /// <param name="last">The number of the narrowest; the first has number 0.</param>
    /// <param name="widths">The widths of a network.</param>
    /// <exception cref="GraphException">Not even the narrowest is.</exception>
    public ImmutableArray<int> Widest(int last, Func<int, ImmutableArray<int>> widths)
    {
        ArgumentNullException.ThrowIfNull(widths);
        if (!Fits(widths(last)))
            throw TooSmall(Amount);
        var (low, high) = (0, last);
        while (low < high)
        {
            var middle = (low + high) / 2;
            if (Fits(widths(middle)))
                high = middle;
            else
                low = middle + 1;
        }

        return widths(low);
    }

    /// <summary>Why a target cannot be reached.</summary>
    public static GraphException TooSmall(PruningAmount amount)
    {
        ArgumentNullException.ThrowIfNull(amount);
        return new(
            $"Pruning cannot remove {amount.Ratio * 100:0.##} % of the {amount.Of}: more is left with the fewest channels in every layer."
        );
    }
}

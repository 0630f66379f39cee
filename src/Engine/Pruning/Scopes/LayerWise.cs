using System.Collections.Immutable;
using Slimfront.Engine.Channels;
using Slimfront.Engine.Pruning.Sizes;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Pruning.Scopes;

/// <summary>Every group keeps the same share of its channels: max(1, round((1 − ratio) · channels)).</summary>
/// <remarks>
/// Li et al. (2017), arXiv:1608.08710, prune each layer by a ratio of its own width. To reach a size, the ratio grows
/// from 0 and layers lose a channel whenever their share rounds to one less, the later layer first where two do at the
/// same ratio; the first network that is small enough is taken, so one channel more would be too many.
/// </remarks>
public sealed class LayerWise : IPruningScope, IDescribed<IPruningScope>
{
    /// <summary>Its key.</summary>
    public const string Key = "layer";

    /// <inheritdoc/>
    public static Technique<IPruningScope> Technique { get; } =
        new(
            Key,
            "arXiv:1608.08710",
            "The same share of channels from every layer.",
            [],
            _ => new LayerWise()
        );

    /// <inheritdoc/>
    public bool IsUniform => true;

    /// <inheritdoc/>
    public ImmutableArray<int> Widths(IReadOnlyList<double[]> scores, PruningGoal goal)
    {
        ArgumentNullException.ThrowIfNull(goal);
        if (!goal.Amount.IsTarget)
            return [.. goal.Whole.Select((w, g) => goal.Width(g, (1 - goal.Amount.Ratio) * w))];
        var drops = Drops(goal);
        return goal.Widest(drops.Length, count => After(drops.AsSpan(0, count), goal));
    }

    /// <summary>Exact: scores decide which channels go, not how many.</summary>
    public SizeForecast Predict(ChannelMap whole, PruningAmount amount, int steps)
    {
        ArgumentNullException.ThrowIfNull(whole);
        return SizeForecast.Of(whole.Narrow(Widths([], PruningGoal.Of(whole, whole, amount))));
    }

    // From the first drop to the last: which group falls to which width. A width of m·(j + 1) or more becomes m·j where
    // (1 − ratio)·channels falls below m·(j + ½).
    private static (int Group, int Width)[] Drops(PruningGoal goal)
    {
        var m = goal.Amount.Multiple;
        return
        [
            .. goal
                .Whole.SelectMany(
                    (channels, group) =>
                        Enumerable
                            .Range(1, Math.Max(0, (channels - 1) / m))
                            .Select(j => (Group: group, Width: m * j, Ratio: 1 - (m * (j + 0.5) / channels)))
                )
                .OrderBy(d => d.Ratio)
                .ThenByDescending(d => d.Group)
                .Select(d => (d.Group, d.Width)),
        ];
    }

    private static ImmutableArray<int> After(ReadOnlySpan<(int Group, int Width)> drops, PruningGoal goal)
    {
        int[] widths = [.. goal.Now];
        foreach (var (group, width) in drops)
            widths[group] = Math.Min(widths[group], Math.Max(width, goal.Fewest[group]));
        return [.. widths];
    }
}

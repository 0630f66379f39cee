using System.Collections.Immutable;
using Slimfront.Engine.Pruning.Sizes;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Pruning.Scopes;

/// <summary>The lowest scores of the whole network go, whichever group they are in.</summary>
/// <remarks>
/// Liu et al. (2017), "Network Slimming", arXiv:1708.06519, rank all channels together; scores of different layers are
/// made comparable by dividing by their group's mean. A departure: every group keeps its best channel, because a layer
/// without channels is no layer, and exactly round(ratio · channels) channels go, ties or not.
/// </remarks>
public sealed class Global : IPruningScope, IDescribed<IPruningScope>
{
    /// <inheritdoc/>
    public static Technique<IPruningScope> Technique { get; } =
        new(
            "global",
            "arXiv:1708.06519",
            "The least important channels of all layers.",
            [],
            _ => new Global()
        );

    /// <inheritdoc/>
    public ImmutableArray<ImmutableArray<int>> Keep(IReadOnlyList<double[]> scores, double ratio)
    {
        var left = scores.Select(s => s.Length).ToArray();
        var toRemove = Removed(left.Sum(), left.Length, ratio);
        var kept = scores.Select(s => Enumerable.Range(0, s.Length).ToHashSet()).ToArray();
        foreach (var (group, channel, _) in WorstFirst(scores))
        {
            if (toRemove == 0)
                break;
            if (left[group] == 1)
                continue;
            kept[group].Remove(channel);
            left[group]--;
            toRemove--;
        }

        return [.. kept.Select(k => k.Order().ToImmutableArray())];
    }

    /// <summary>Intervals, since the scores decide which layers shrink; exact where nothing or everything goes.</summary>
    public SizeForecast Predict(ChannelMap map, double ratio)
    {
        var channels = map.Groups.Sum(g => g.Channels);
        return SizeForecast.Of(map, channels - Removed(channels, map.Groups.Length, ratio));
    }

    private static int Removed(int channels, int groups, double ratio) =>
        Math.Min((int)Math.Round(ratio * channels, MidpointRounding.AwayFromZero), channels - groups);

    // Among equal scores the later group, and in it the later channel, goes first.
    private static IEnumerable<(int Group, int Channel, double Score)> WorstFirst(
        IReadOnlyList<double[]> scores
    ) =>
        scores
            .SelectMany((s, group) => Normalised(s).Select((score, channel) => (group, channel, score)))
            .OrderBy(c => c.score)
            .ThenByDescending(c => c.group)
            .ThenByDescending(c => c.channel);

    private static IEnumerable<double> Normalised(double[] scores)
    {
        var mean = scores.Average();
        return scores.Select(s => mean > 0 ? s / mean : s);
    }
}

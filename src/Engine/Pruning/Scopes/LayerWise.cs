using System.Collections.Immutable;
using Slimfront.Engine.Pruning.Sizes;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Pruning.Scopes;

/// <summary>Every group keeps the same share of its channels: max(1, round((1 − ratio) · channels)).</summary>
/// <remarks>Li et al. (2017), arXiv:1608.08710, prune each layer by a ratio of its own width.</remarks>
public sealed class LayerWise : IPruningScope, IDescribed<IPruningScope>
{
    /// <inheritdoc/>
    public static Technique<IPruningScope> Technique { get; } =
        new(
            "layer",
            "arXiv:1608.08710",
            "The same share of channels from every layer.",
            [],
            _ => new LayerWise()
        );

    /// <inheritdoc/>
    public ImmutableArray<ImmutableArray<int>> Keep(IReadOnlyList<double[]> scores, double ratio) =>
        [.. scores.Select(s => Best(s, Left(s.Length, ratio)))];

    /// <summary>Exact: the ratio alone decides the widths.</summary>
    public SizeForecast Predict(ChannelMap map, double ratio) =>
        SizeForecast.Of(map.Narrow(map.Groups.Select(g => Left(g.Channels, ratio))));

    private static int Left(int channels, double ratio) =>
        Math.Max(1, (int)Math.Round((1 - ratio) * channels, MidpointRounding.AwayFromZero));

    // Among equal scores the earlier channel stays.
    private static ImmutableArray<int> Best(double[] scores, int count) =>
        [
            .. Enumerable
                .Range(0, scores.Length)
                .OrderByDescending(c => scores[c])
                .ThenBy(c => c)
                .Take(count)
                .Order(),
        ];
}

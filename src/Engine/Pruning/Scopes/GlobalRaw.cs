using System.Collections.Immutable;
using Slimfront.Engine.Channels;
using Slimfront.Engine.Pruning.Sizes;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Pruning.Scopes;

/// <summary>The lowest scores of the whole network go, compared as they are.</summary>
/// <remarks>
/// Liu et al. (2017), "Network Slimming", arXiv:1708.06519, §3, rank the γ of all layers together by one threshold, which suits scores
/// of one scale, such as γ. See <see cref="GlobalRanking"/>.
/// </remarks>
public sealed class GlobalRaw : IPruningScope, IDescribed<IPruningScope>
{
    /// <inheritdoc/>
    public static Technique<IPruningScope> Technique { get; } =
        new(
            "global-raw",
            "arXiv:1708.06519 §3",
            "The least important channels of all layers, compared as they are.",
            [],
            _ => new GlobalRaw()
        );

    /// <inheritdoc/>
    public ImmutableArray<int> Widths(IReadOnlyList<double[]> scores, PruningGoal goal) =>
        GlobalRanking.Widths(scores, goal);

    /// <inheritdoc cref="GlobalRanking.Predict"/>
    public SizeForecast Predict(ChannelMap whole, PruningAmount amount, int steps) =>
        GlobalRanking.Predict(whole, amount, steps);
}

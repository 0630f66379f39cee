using System.Collections.Immutable;
using Slimfront.Engine.Channels;
using Slimfront.Engine.Pruning.Sizes;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Pruning.Scopes;

/// <summary>The lowest scores of the whole network go, each divided by the mean of its group.</summary>
/// <remarks>
/// Molchanov et al. (2017), arXiv:1611.06440, §2.2, "normalization": scores of layers differ in scale, so each layer's are rescaled before they are
/// ranked together; the paper divides by the l2 norm, here it is the mean, so that a layer of more channels does not lose more for
/// that alone. See <see cref="GlobalRanking"/>.
/// </remarks>
public sealed class Global : IPruningScope, IDescribed<IPruningScope>
{
    /// <inheritdoc/>
    public static Technique<IPruningScope> Technique { get; } =
        new(
            "global",
            "arXiv:1611.06440 §2.2",
            "The least important channels of all layers, compared by their share of the layer's mean.",
            [],
            _ => new Global()
        );

    /// <inheritdoc/>
    public ImmutableArray<int> Widths(IReadOnlyList<double[]> scores, PruningGoal goal) =>
        GlobalRanking.Widths([.. scores.Select(Normalised)], goal);

    /// <inheritdoc cref="GlobalRanking.Predict"/>
    public SizeForecast Predict(ChannelMap whole, PruningAmount amount, int steps) =>
        GlobalRanking.Predict(whole, amount, steps);

    private static double[] Normalised(double[] scores)
    {
        var mean = scores.Average();
        return mean > 0 ? [.. scores.Select(s => s / mean)] : scores;
    }
}

using System.Collections.Immutable;
using Slimfront.Engine.Pruning.Sizes;

namespace Slimfront.Engine.Pruning;

/// <summary>Decides how many channels each group loses, and from their scores which ones.</summary>
public interface IPruningScope
{
    /// <summary>The channels to keep of each group, in rising order; at least one.</summary>
    /// <param name="scores">Of each channel of each group; the smallest go first.</param>
    /// <param name="ratio">The share of channels to remove, 0 to 1.</param>
    ImmutableArray<ImmutableArray<int>> Keep(IReadOnlyList<double[]> scores, double ratio);

    /// <summary>What is known of the pruned network before there are scores.</summary>
    SizeForecast Predict(ChannelMap map, double ratio);
}

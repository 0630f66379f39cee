using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Channels;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Operators;
using Slimfront.Search.Objectives;

namespace Slimfront.Engine.Pruning.Sizes;

/// <summary>What is known of a network that loses channels, in an order that scores will decide, down to a size.</summary>
/// <remarks>
/// The size itself lies just below the target: the network with one channel more did not fit. How much one removal takes
/// is bounded by what it takes from the whole network, since every size is a sum of products of widths and such a
/// difference grows with all of them; only what is not numbers may shrink elsewhere.
/// </remarks>
internal static class TargetForecast
{
    /// <summary>The forecast.</summary>
    /// <param name="whole">The channels of the network before any pruning.</param>
    /// <param name="amount">The size to reach.</param>
    /// <exception cref="GraphException">Not even the narrowest network is small enough.</exception>
    public static SizeForecast Of(ChannelMap whole, PruningAmount amount)
    {
        var narrowest = whole.Narrow(whole.Groups.Select(g => amount.Least(g.Channels)));
        var target = amount.Target(whole.Graph);
        if (amount.Size(narrowest) > target)
            throw PruningGoal.TooSmall(amount);
        var rounded = whole.Narrow(whole.Groups.Select(g => amount.Width(g.Channels, g.Channels)));
        var low =
            Math.Min(target, amount.Size(rounded))
            - LargestDrop(whole, amount)
            - Others(whole.Graph, narrowest);
        var reached = new Interval(Math.Max(low, amount.Size(narrowest)), target);
        var bounds = SizeForecast.Between(narrowest, whole.Graph);
        return bounds with
        {
            Parameters = amount.Of == Objective.Parameters.Key ? reached : bounds.Parameters,
            Bytes = amount.Of == Objective.Bytes.Key ? reached : bounds.Bytes,
            Macs = amount.Of == Objective.Macs.Key ? reached : bounds.Macs,
        };
    }

    private static double LargestDrop(ChannelMap whole, PruningAmount amount)
    {
        var size = amount.Size(whole.Graph);
        return whole.Groups.Select(g => size - amount.Size(Without(whole, amount, g))).DefaultIfEmpty().Max();
    }

    private static ModelGraph Without(ChannelMap whole, PruningAmount amount, ChannelGroup group) =>
        whole.Narrow(
            whole.Groups.Select(g =>
                g.Index == group.Index
                    ? Math.Max(amount.Least(g.Channels), g.Channels - amount.Multiple)
                    : g.Channels
            )
        );

    private static long Others(ModelGraph largest, ModelGraph smallest) => Header(largest) - Header(smallest);

    private static long Header(ModelGraph graph) =>
        ModelFile.Length(graph) - (sizeof(float) * graph.Tensors.Sum(t => t.Elements));
}

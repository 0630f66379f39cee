using System.Collections.Immutable;
using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Channels;
using Slimfront.Engine.Graphs;
using Slimfront.Search.Objectives;

namespace Slimfront.Engine.Pruning.Sizes;

/// <summary>What is known of a network's size before it exists.</summary>
/// <remarks>
/// Every interval contains the truth. Where the weights decide the widths, the network lies between the smallest and the
/// largest graph: each of its widths is between theirs.
/// </remarks>
/// <param name="Parameters">Trainable numbers that are not masked away.</param>
/// <param name="Bytes">Length of the model file.</param>
/// <param name="Macs">Multiply-accumulate operations for one input.</param>
/// <param name="Smallest">The smallest network it can be.</param>
/// <param name="Largest">The largest one; the same where the graph is known.</param>
public sealed record SizeForecast(
    Interval Parameters,
    Interval Bytes,
    Interval Macs,
    StoredGraph Smallest,
    StoredGraph Largest
)
{
    private const int BytesPerNumber = sizeof(float);

    /// <summary>The network's graph; null where the weights will decide it.</summary>
    public ModelGraph? Graph => Smallest.Graph.Equals(Largest.Graph) ? Smallest.Graph : null;

    /// <summary>The sizes of a known graph, stored as it is.</summary>
    public static SizeForecast Of(ModelGraph graph) => Of(new StoredGraph(graph, StoragePlan.Plain));

    /// <summary>The sizes of a known graph; bounds where the plan knows a total only.</summary>
    public static SizeForecast Of(StoredGraph network) => Between(network, network);

    /// <summary>The sizes of a graph pruned to a number of channels, whatever groups they are in.</summary>
    /// <param name="map">The channels of the whole graph.</param>
    /// <param name="total">Channels left in all groups together; each keeps at least one.</param>
    public static SizeForecast Of(ChannelMap map, int total)
    {
        var counts = CountBox.Of(map.Groups.Select(g => g.Channels), total);
        if (counts.IsPoint)
            return Of(map.Narrow(counts.Low));

        var (smallest, largest) = (map.Narrow(counts.Low), map.Narrow(counts.High));
        var numbers = SizeForm.Numbers(map).Range(counts);
        return new(
            SizeForm.Parameters(map).Range(counts),
            // All of the file but the numbers only grows with the widths that it spells out.
            new(
                (numbers.Low * BytesPerNumber) + HeaderOf(smallest),
                (numbers.High * BytesPerNumber) + HeaderOf(largest)
            ),
            SizeForm.Macs(map).Range(counts),
            new(smallest, StoragePlan.Plain),
            new(largest, StoragePlan.Plain)
        );
    }

    /// <summary>The sizes after something is done to the network: its weights masked, quantized, its graph folded.</summary>
    /// <param name="change">
    /// What becomes of a network; its sizes must grow with every width of the network that it is made from.
    /// </param>
    public SizeForecast Changed(Func<StoredGraph, StoredGraph> change)
    {
        ArgumentNullException.ThrowIfNull(change);
        var smallest = change(Smallest);
        return Between(smallest, Smallest == Largest ? smallest : change(Largest));
    }

    /// <summary>The sizes between these and those of a network that cannot be smaller.</summary>
    public SizeForecast UpTo(SizeForecast most)
    {
        ArgumentNullException.ThrowIfNull(most);
        return Between(Smallest, most.Largest);
    }

    /// <summary>The sizes of a graph pruned to a number of channels between two bounds.</summary>
    /// <param name="map">The channels of the whole graph.</param>
    /// <param name="fewest">Least channels left in all groups together; each keeps at least one.</param>
    /// <param name="most">Most channels left.</param>
    public static SizeForecast Of(ChannelMap map, int fewest, int most)
    {
        var low = Of(map, fewest);
        if (fewest == most)
            return low;
        var high = Of(map, most);
        return new(
            new(low.Parameters.Low, high.Parameters.High),
            new(low.Bytes.Low, high.Bytes.High),
            new(low.Macs.Low, high.Macs.High),
            low.Smallest,
            high.Largest
        );
    }

    /// <summary>The sizes of a graph whose every width lies between those of two others.</summary>
    public static SizeForecast Between(ModelGraph smallest, ModelGraph largest)
    {
        var least = new StoredGraph(smallest, StoragePlan.Plain);
        return Between(least, smallest.Equals(largest) ? least : new(largest, StoragePlan.Plain));
    }

    /// <summary>The analytic objectives by key.</summary>
    public ImmutableSortedDictionary<string, Interval> ByObjective() =>
        ImmutableSortedDictionary
            .Create<string, Interval>(StringComparer.Ordinal)
            .Add(Objective.Parameters.Key, Parameters)
            .Add(Objective.Bytes.Key, Bytes)
            .Add(Objective.Macs.Key, Macs);

    private static SizeForecast Between(StoredGraph smallest, StoredGraph largest) =>
        new(
            new(smallest.Parameters, largest.Parameters),
            new(smallest.Bytes.Low, largest.Bytes.High),
            new(smallest.Graph.Macs, largest.Graph.Macs),
            smallest,
            largest
        );

    private static long HeaderOf(ModelGraph graph) =>
        ModelFile.Length(graph) - (BytesPerNumber * graph.Tensors.Sum(t => t.Elements));
}

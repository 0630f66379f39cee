using System.Collections.Immutable;
using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Graphs;
using Slimfront.Search.Objectives;

namespace Slimfront.Engine.Pruning.Sizes;

/// <summary>What is known of a network's size before it exists.</summary>
/// <param name="Parameters">Trainable numbers.</param>
/// <param name="Bytes">Length of the model file.</param>
/// <param name="Macs">Multiply-accumulate operations for one input.</param>
/// <param name="Graph">The network's graph; null where the weights will decide it.</param>
public sealed record SizeForecast(Interval Parameters, Interval Bytes, Interval Macs, ModelGraph? Graph)
{
    private const int BytesPerNumber = sizeof(float);

    /// <summary>The sizes of a known graph.</summary>
    public static SizeForecast Of(ModelGraph graph) =>
        new(
            Interval.Exactly(graph.Parameters),
            Interval.Exactly(ModelFile.Length(graph)),
            Interval.Exactly(graph.Macs),
            graph
        );

    /// <summary>The sizes of a graph pruned to a number of channels, whatever groups they are in.</summary>
    /// <param name="map">The channels of the whole graph.</param>
    /// <param name="total">Channels left in all groups together; each keeps at least one.</param>
    public static SizeForecast Of(ChannelMap map, int total)
    {
        var counts = CountBox.Of(map.Groups.Select(g => g.Channels), total);
        if (counts.IsPoint)
            return Of(map.Narrow(counts.Low));

        var numbers = SizeForm.Numbers(map).Range(counts);
        var header = Header(map, counts);
        return new(
            SizeForm.Parameters(map).Range(counts),
            new((numbers.Low * BytesPerNumber) + header.Low, (numbers.High * BytesPerNumber) + header.High),
            SizeForm.Macs(map).Range(counts),
            Graph: null
        );
    }

    /// <summary>The analytic objectives by key.</summary>
    public ImmutableSortedDictionary<string, Interval> ByObjective() =>
        ImmutableSortedDictionary
            .Create<string, Interval>(StringComparer.Ordinal)
            .Add(Objective.Parameters.Key, Parameters)
            .Add(Objective.Bytes.Key, Bytes)
            .Add(Objective.Macs.Key, Macs);

    // All of the file but the numbers is text that only grows with the widths it spells out.
    private static Interval Header(ChannelMap map, CountBox counts) =>
        new(HeaderOf(map.Narrow(counts.Low)), HeaderOf(map.Narrow(counts.High)));

    private static long HeaderOf(ModelGraph graph) =>
        ModelFile.Length(graph) - (BytesPerNumber * graph.Tensors.Sum(t => t.Elements));
}

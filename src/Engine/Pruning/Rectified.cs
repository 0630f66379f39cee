using System.Collections.Immutable;
using Slimfront.Engine.Channels;
using Slimfront.Engine.Operators;

namespace Slimfront.Engine.Pruning;

/// <summary>Where the channels of a group are seen after a rectifier.</summary>
/// <param name="Node">The rectifier, whose value has the shape [batch, positions, …].</param>
/// <param name="Positions">The positions of each channel along axis 1, in rising order; equally many for each.</param>
public sealed record Rectified(string Node, ImmutableArray<ImmutableArray<int>> Positions)
{
    /// <summary>For each group of a map the rectifiers that its channels go through, in the graph's order.</summary>
    /// <remarks>
    /// Rectifiers are relu and relu6, which answer 0 to whole half-lines. The channels of a residual sum, or of maps
    /// that are concatenated, go through several; those that a hard swish follows go through none.
    /// </remarks>
    public static ImmutableArray<ImmutableArray<Rectified>> Of(ChannelMap map)
    {
        ArgumentNullException.ThrowIfNull(map);
        var found = map.Groups.Select(_ => ImmutableArray.CreateBuilder<Rectified>()).ToArray();
        var places = Grouping.Places(map.Classes);
        for (var i = 0; i < map.Flows.Length; i++)
        {
            var node = map.Graph.Nodes[i];
            if (node.Operator is not (Relu or Relu6))
                continue;
            foreach (var (group, positions) in Grouping.Locate(map.Flows[i].Output, map.Classes, places))
                found[group].Add(new(node.Name, positions));
        }

        return [.. found.Select(f => f.ToImmutable())];
    }

    /// <summary>Checks that every group's channels go through a rectifier.</summary>
    /// <param name="map">The channels of a graph.</param>
    /// <param name="purpose">Who asks: "The criterion 'apoz' counts zeros".</param>
    /// <exception cref="GraphException">Those of a group do not; the message names it.</exception>
    public static void Check(ChannelMap map, string purpose)
    {
        var sites = Of(map);
        if (map.Groups.FirstOrDefault(g => sites[g.Index].IsEmpty) is { } group)
            throw new GraphException($"{purpose}, but no rectifier follows '{group.Name}'.");
    }
}

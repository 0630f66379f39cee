using System.Collections.Immutable;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Operators;

namespace Slimfront.Engine.Channels;

/// <summary>Removes classes of channels from a graph.</summary>
internal static class Cutting
{
    /// <summary>For each class whether it stays: those that are kept and those that cannot go do.</summary>
    public static bool[] Survivors(ChannelMap map, IReadOnlyList<ImmutableArray<int>> kept)
    {
        if (kept.Count != map.Groups.Length)
            throw new ArgumentException($"{kept.Count} groups for {map.Groups.Length}.", nameof(kept));

        var survives = map.AllStay();
        for (var g = 0; g < kept.Count; g++)
        {
            var group = map.Groups[g];
            if (kept[g].IsDefaultOrEmpty || kept[g].Any(c => c < 0 || c >= group.Channels))
                throw new ArgumentException(
                    $"'{group.Name}' has {group.Channels} channels and must keep at least one of them.",
                    nameof(kept)
                );
            foreach (var channel in map.Classes[g])
                survives[channel] = false;
            foreach (var place in kept[g])
                survives[map.Classes[g][place]] = true;
        }

        return survives;
    }

    /// <summary>The graph that is left.</summary>
    public static ModelGraph Graph(ChannelMap map, bool[] survives)
    {
        var left = map.Flows.Select(f => Places(f.Output, survives)).ToArray();
        return new(map.Graph.Steps.Select((step, i) => Narrow(map, step, left, i)));
    }

    /// <summary>What is left of each tensor.</summary>
    public static ImmutableArray<TensorCut> Tensors(ChannelMap map, bool[] survives) =>
        [
            .. map.Graph.Steps.SelectMany(
                (step, i) => step.Tensors.Select((t, n) => CutOf(t, map.Flows[i].Tensors[n], survives))
            ),
        ];

    private static Node Narrow(ChannelMap map, Step step, ImmutableArray<int>[] left, int place)
    {
        if (step.Sources.IsEmpty)
            return step.Node;
        var source = step.Sources[0];
        var before = map.Flows[source].Output.Length;
        return step.Node with
        {
            Operator = step.Node.Operator.Narrow(before, left[source], left[place].Length),
        };
    }

    private static TensorCut CutOf(TensorSpec tensor, TensorChannels channels, bool[] survives) =>
        new(tensor.Name, [.. channels.Axes.Select(axis => Kept(axis, survives))]);

    private static ImmutableArray<int> Kept(ImmutableArray<int> axis, bool[] survives)
    {
        var kept = Places(axis, survives);
        return kept.Length == axis.Length ? [] : kept;
    }

    private static ImmutableArray<int> Places(ImmutableArray<int> axis, bool[] survives)
    {
        var left = ImmutableArray.CreateBuilder<int>(axis.Length);
        for (var place = 0; place < axis.Length; place++)
            if (survives[axis[place]])
                left.Add(place);
        return left.DrainToImmutable();
    }
}

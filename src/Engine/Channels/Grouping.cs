using System.Collections.Immutable;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Operators;

namespace Slimfront.Engine.Channels;

/// <summary>Sorts classes of coupled channels into groups.</summary>
internal static class Grouping
{
    /// <summary>For each group its classes, both in the order of their oldest channels.</summary>
    /// <remarks>
    /// Two classes share a group when they have equally many channels of each set (<see cref="ChannelBook.SetOf"/>): the same nodes
    /// made them, and no slice parted them. Values hold all channels of a set equally often, so along every axis of every tensor the classes of a group
    /// have equally many positions: how many channels go decides the sizes, which ones go does not. And as each group keeps
    /// a channel, a slice does.
    /// </remarks>
    public static ImmutableArray<ImmutableArray<int>> Of(ChannelBook book)
    {
        var frozen = book.FixedClasses();
        return
        [
            .. Enumerable
                .Range(0, book.Count)
                .GroupBy(book.Find)
                .Where(c => !frozen.Contains(c.Key))
                .GroupBy(c => Sets(c, book), c => c.Key, StringComparer.Ordinal)
                .Select(g => g.Order().ToImmutableArray())
                .OrderBy(g => g[0]),
        ];
    }

    public static ImmutableArray<ChannelGroup> Describe(
        ModelGraph graph,
        ImmutableArray<ChannelFlow> flows,
        ImmutableArray<ImmutableArray<int>> groups,
        ChannelBook book
    )
    {
        var slices = groups.Select(_ => ImmutableArray.CreateBuilder<ChannelSlices>()).ToArray();
        var places = Places(groups);
        for (var i = 0; i < flows.Length; i++)
        for (var t = 0; t < flows[i].Tensors.Length; t++)
        for (var axis = 0; axis < flows[i].Tensors[t].Axes.Length; axis++)
        {
            var tensor = graph.Steps[i].Tensors[t];
            foreach (var (group, positions) in Locate(flows[i].Tensors[t].Axes[axis], groups, places))
                slices[group].Add(new(tensor.Name, tensor.Role, axis, positions));
        }

        return
        [
            .. Numbered(Names(graph, groups, book))
                .Select((name, i) => new ChannelGroup(i, name, groups[i].Length, slices[i].ToImmutable())),
        ];
    }

    // The same nodes may make two groups: some channels alone, others coupled, or parted by a slice.
    private static IEnumerable<string> Numbered(IEnumerable<string> names)
    {
        var seen = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var name in names)
        {
            var number = seen[name] = seen.GetValueOrDefault(name) + 1;
            yield return number == 1 ? name : $"{name}#{number}";
        }
    }

    private static string Sets(IEnumerable<int> channels, ChannelBook book) =>
        string.Join(' ', channels.CountBy(book.SetOf).OrderBy(s => s.Key).Select(s => $"{s.Key}:{s.Value}"));

    // Of each group the nodes that made the channels of its first class.
    private static IEnumerable<string> Names(
        ModelGraph graph,
        ImmutableArray<ImmutableArray<int>> groups,
        ChannelBook book
    )
    {
        var makers = Enumerable.Range(0, book.Count).ToLookup(book.Find, book.MakerOf);
        return groups.Select(g => string.Join('+', makers[g[0]].Distinct().Select(m => graph.Nodes[m].Name)));
    }

    /// <summary>Group and place in the group of each class.</summary>
    public static Dictionary<int, (int Group, int Channel)> Places(ImmutableArray<ImmutableArray<int>> groups)
    {
        var places = new Dictionary<int, (int, int)>();
        for (var g = 0; g < groups.Length; g++)
        for (var c = 0; c < groups[g].Length; c++)
            places.Add(groups[g][c], (g, c));
        return places;
    }

    /// <summary>For each group that an axis carries, the positions of each of its channels.</summary>
    public static IEnumerable<(int Group, ImmutableArray<ImmutableArray<int>> Positions)> Locate(
        ImmutableArray<int> axis,
        ImmutableArray<ImmutableArray<int>> groups,
        Dictionary<int, (int Group, int Channel)> places
    )
    {
        var found = new SortedDictionary<int, List<int>?[]>();
        for (var position = 0; position < axis.Length; position++)
        {
            if (!places.TryGetValue(axis[position], out var place))
                continue;
            if (!found.TryGetValue(place.Group, out var positions))
                found[place.Group] = positions = new List<int>?[groups[place.Group].Length];
            (positions[place.Channel] ??= new(capacity: 1)).Add(position);
        }

        return found.Select(f =>
            (f.Key, f.Value.Select(p => p is null ? [] : p.ToImmutableArray()).ToImmutableArray())
        );
    }
}

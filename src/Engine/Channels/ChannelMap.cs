using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Operators;

namespace Slimfront.Engine.Channels;

/// <summary>Which channels of a graph can be removed, which of them only together, and where they are found.</summary>
/// <remarks>
/// Every operator says which channels its value and tensors carry; channels that a sum, a depthwise or a grouped
/// convolution ties together form one class. Fang et al. (2023), "DepGraph", arXiv:2301.12900, derive the same classes
/// from a traced program; here the closed set of operators makes them exact.
/// </remarks>
public sealed class ChannelMap
{
    // Plans ask for the same graph's map several times.
    private static readonly ConditionalWeakTable<ModelGraph, ChannelMap> Known = [];

    private readonly int _channels;

    private ChannelMap(
        ModelGraph graph,
        int channels,
        ImmutableArray<ChannelFlow> flows,
        ImmutableArray<ImmutableArray<int>> classes
    )
    {
        Graph = graph;
        _channels = channels;
        Flows = flows;
        Classes = classes;
    }

    /// <summary>The graph.</summary>
    public ModelGraph Graph { get; }

    /// <summary>The groups whose channels may be removed, in the order of the first channel of each.</summary>
    public ImmutableArray<ChannelGroup> Groups { get; private init; }

    /// <summary>For each node the class of every channel it carries.</summary>
    internal ImmutableArray<ChannelFlow> Flows { get; }

    /// <summary>For each group the class of each of its channels.</summary>
    internal ImmutableArray<ImmutableArray<int>> Classes { get; }

    /// <summary>Follows the channels through a graph.</summary>
    public static ChannelMap Of(ModelGraph graph) => Known.GetValue(graph, Follow);

    /// <summary>The same graph with the given channels only.</summary>
    /// <remarks>
    /// It computes what the whole graph computes if every removed channel counts as 0 wherever its value is taken. Operators that make 0 of 0,
    /// which are all but sigmoids, make no difference between that and tensors that are 0 for the channel.
    /// </remarks>
    /// <param name="kept">For each group the channels to keep, in rising order; at least one.</param>
    /// <exception cref="ArgumentException">A group keeps none, or a channel it does not have.</exception>
    public Cut Prune(IReadOnlyList<ImmutableArray<int>> kept)
    {
        var survives = Cutting.Survivors(this, kept);
        return new(Cutting.Graph(this, survives), Cutting.Tensors(this, survives));
    }

    /// <summary>The same graph with so many channels in each group: which ones makes no difference to a graph.</summary>
    /// <param name="counts">For each group, 1 to the number of its channels.</param>
    /// <exception cref="ArgumentException">A group keeps none, or more than it has.</exception>
    public ModelGraph Narrow(IEnumerable<int> counts) =>
        Cutting.Graph(
            this,
            Cutting.Survivors(this, [.. counts.Select(c => Enumerable.Range(0, c).ToImmutableArray())])
        );

    /// <summary>For each class of channels that it stays; other numbers are no classes.</summary>
    internal bool[] AllStay()
    {
        var stays = new bool[_channels];
        Array.Fill(stays, true);
        return stays;
    }

    private static ChannelMap Follow(ModelGraph graph)
    {
        var book = new ChannelBook();
        var made = Trace(graph, book);
        var flows = made.Select(f => AsClasses(f, book)).ToImmutableArray();
        var classes = Grouping.Of(book);
        return new(graph, book.Count, flows, classes)
        {
            Groups = Grouping.Describe(graph, flows, classes, book),
        };
    }

    private static ImmutableArray<ChannelFlow> Trace(ModelGraph graph, ChannelBook book)
    {
        var flows = ImmutableArray.CreateBuilder<ChannelFlow>(graph.Steps.Length);
        for (var i = 0; i < graph.Steps.Length; i++)
        {
            var step = graph.Steps[i];
            book.Maker = i;
            var scope = new ChannelScope(
                book,
                [.. step.Sources.Select(s => flows[s].Output)],
                [.. step.Sources.Select(s => graph.Steps[s].Shape)]
            );
            flows.Add(step.Node.Operator.Channels(scope));
        }

        return flows.MoveToImmutable();
    }

    private static ChannelFlow AsClasses(ChannelFlow flow, ChannelBook book)
    {
        ImmutableArray<int> Classes(ImmutableArray<int> channels) => [.. channels.Select(book.Find)];
        return new(
            Classes(flow.Output),
            [.. flow.Tensors.Select(t => new TensorChannels([.. t.Axes.Select(Classes)]))]
        );
    }
}

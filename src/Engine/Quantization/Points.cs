using Slimfront.Engine.Graphs;
using Slimfront.Engine.Operators;

namespace Slimfront.Engine.Quantization;

/// <summary>Puts the points into a graph where activations are rounded.</summary>
/// <remarks>
/// One point per value, shared by all that take it. At layers: what a convolution or a linear layer takes. At all values: whatever
/// is computed, except where a rectifier alone takes it, whose value is rounded instead: a runtime makes one operation of the layer or sum,
/// the rectifier and the rounding, if nothing stands between them. Operators that only choose among values
/// leave a rounded one on its grid (<see cref="Operator.KeepsGrid"/>). Logits are never rounded.
/// </remarks>
public static class Points
{
    /// <summary>The graph with points.</summary>
    public static ModelGraph At(ModelGraph graph, ActivationPoints points)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return points switch
        {
            ActivationPoints.None => graph,
            ActivationPoints.Layers => With(graph, TakenByLayers(graph), r => IsLayer(r.Operator)),
            ActivationPoints.All => With(graph, Computed(graph), _ => true),
            _ => throw new ArgumentOutOfRangeException(nameof(points), points, "Unknown points."),
        };
    }

    /// <summary>The graph without points.</summary>
    public static ModelGraph Removed(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var rounded = graph
            .Nodes.Where(n => n.Operator is FakeQuantize)
            .ToDictionary(n => n.Name, n => n.Inputs[0], StringComparer.Ordinal);
        return new(
            graph
                .Nodes.Where(n => !rounded.ContainsKey(n.Name))
                .Select(n => n with { Inputs = [.. n.Inputs.Select(i => rounded.GetValueOrDefault(i, i))] })
        );
    }

    private static bool IsLayer(Operator op) => op is Conv or Linear;

    private static HashSet<string> TakenByLayers(ModelGraph graph) =>
        graph
            .Nodes.Where(n => IsLayer(n.Operator))
            .SelectMany(n => n.Inputs)
            .ToHashSet(StringComparer.Ordinal);

    private static HashSet<string> Computed(ModelGraph graph)
    {
        var readers = graph
            .Nodes.SelectMany(n => n.Inputs.Select(i => (Read: i, By: n)))
            .ToLookup(r => r.Read, r => r.By, StringComparer.Ordinal);
        var logits = Logits(graph);
        var rounded = new HashSet<string>(StringComparer.Ordinal);
        var onGrid = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in graph.Nodes)
        {
            if (node.Operator.KeepsGrid && node.Inputs.All(onGrid.Contains))
                onGrid.Add(node.Name);
            else if (
                !logits.Contains(node.Name)
                && !readers[node.Name].All(r => r.Operator is Relu or Relu6)
                && onGrid.Add(node.Name)
            )
                rounded.Add(node.Name);
        }
        return rounded;
    }

    private static HashSet<string> Logits(ModelGraph graph)
    {
        var logits = new HashSet<string>(StringComparer.Ordinal);
        foreach (var node in graph.Nodes.Reverse())
            if (
                node.Operator is Output or MeanProbabilities
                || logits.Contains(node.Name) && node.Operator.KeepsGrid
            )
                logits.UnionWith([node.Name, .. node.Inputs]);
        return logits;
    }

    private static ModelGraph With(ModelGraph graph, HashSet<string> rounded, Func<Node, bool> takesRounded)
    {
        var nodes = new List<Node>();
        foreach (var node in graph.Nodes)
        {
            nodes.Add(
                takesRounded(node)
                    ? node with
                    {
                        Inputs =
                        [
                            .. node.Inputs.Select(i => rounded.Contains(i) ? FakeQuantize.NameAfter(i) : i),
                        ],
                    }
                    : node
            );
            if (rounded.Contains(node.Name))
                nodes.Add(
                    new(
                        FakeQuantize.NameAfter(node.Name),
                        new FakeQuantize(QuantizationScheme.ActivationBits),
                        node.Name
                    )
                );
        }
        return new(nodes);
    }
}

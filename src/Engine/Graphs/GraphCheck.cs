using System.Collections.Immutable;
using Slimfront.Engine.Operators;

namespace Slimfront.Engine.Graphs;

/// <summary>Puts nodes in their places and refuses those that do not fit.</summary>
internal static class GraphCheck
{
    /// <summary>The most characters that the name of a node has.</summary>
    public const int LongestName = 255;

    /// <summary>The most nodes that a graph has.</summary>
    public const int MostNodes = 65_536;

    public static ImmutableArray<Step> Place(ImmutableArray<Node> nodes)
    {
        if (nodes.Length < 2 || nodes[0].Operator is not Input || nodes[^1].Operator is not Output)
            throw new GraphException("A graph starts with its input and ends with its output.");

        if (nodes.Length > MostNodes)
            throw new GraphException($"A graph has up to {MostNodes} nodes, not {nodes.Length}.");

        var places = new Dictionary<string, int>(StringComparer.Ordinal);
        var steps = ImmutableArray.CreateBuilder<Step>(nodes.Length);
        var used = new bool[nodes.Length];
        for (var i = 0; i < nodes.Length; i++)
        {
            if (nodes[i].Operator is Input && i > 0 || nodes[i].Operator is Output && i < nodes.Length - 1)
                throw Refuse(nodes[i], "is a second one; a graph has one input and one output");
            var step = Place(nodes[i], places, steps);
            foreach (var source in step.Sources)
                used[source] = true;
            steps.Add(step);
            places.Add(nodes[i].Name, i);
        }

        var idle = Array.IndexOf(used, false);
        return idle == nodes.Length - 1
            ? steps.MoveToImmutable()
            : throw Refuse(nodes[idle], "is not used by any other node");
    }

    private static Step Place(Node node, Dictionary<string, int> places, ImmutableArray<Step>.Builder steps)
    {
        if (!IsName(node.Name))
            throw Refuse(node, $"needs a name of up to {LongestName} letters, digits, '-' and '_'");
        if (places.ContainsKey(node.Name))
            throw Refuse(node, "has the name of an earlier node");

        var sources = ImmutableArray.CreateBuilder<int>(node.Inputs.Length);
        foreach (var input in node.Inputs)
            sources.Add(
                places.TryGetValue(input, out var place)
                    ? place
                    : throw Refuse(node, $"takes '{input}', which is no earlier node")
            );
        try
        {
            ImmutableArray<Shape> shapes = [.. sources.Select(s => steps[s].Shape)];
            var shape = node.Operator.InferShape(shapes);
            return new(
                node,
                sources.MoveToImmutable(),
                shape,
                [.. node.Operator.Tensors(shapes).Select(t => t with { Name = $"{node.Name}.{t.Name}" })],
                node.Operator.Macs(shapes)
            );
        }
        catch (GraphException refusal)
        {
            throw Refuse(node, refusal.Message);
        }
        catch (OverflowException)
        {
            throw Refuse(node, "is too large");
        }
    }

    private static bool IsName(string name) =>
        name.Length is > 0 and <= LongestName
        && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_');

    private static GraphException Refuse(Node node, string reason) =>
        new($"Node '{node.Name}' ({node.Operator.Kind}) {reason}.");
}

using Slimfront.Engine.Operators;

namespace Slimfront.Engine.Graphs;

/// <summary>Graphs of one input put side by side in one graph, each node under its member's prefix.</summary>
public static class SideBySide
{
    /// <summary>The nodes of a graph under a prefix, without its output; the input is shared and keeps its name.</summary>
    public static IEnumerable<Node> Prefixed(ModelGraph graph, string prefix)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var input = graph.Nodes[0].Name;
        string Rename(string name) => name == input ? input : prefix + name;
        return graph
            .Nodes[1..^1]
            .Select(n => new Node(prefix + n.Name, n.Operator, [.. n.Inputs.Select(Rename)]));
    }

    /// <summary>The node of a prefixed graph whose value are its logits.</summary>
    public static string Logits(ModelGraph graph, string prefix)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return prefix + graph.Nodes[^1].Inputs[0];
    }

    /// <summary>The prefix of a member of an ensemble: "m1-", "m2-"…</summary>
    /// <param name="number">1 for the first.</param>
    public static string Prefix(int number) => $"m{number}-";

    /// <summary>Members that answer together by the mean of their probabilities.</summary>
    /// <exception cref="GraphException">There is no member, or two of them are for different data.</exception>
    public static ModelGraph Ensemble(params IReadOnlyList<ModelGraph> members)
    {
        ArgumentNullException.ThrowIfNull(members);
        if (members.Count == 0)
            throw new GraphException("An ensemble has one member or more, not 0.");
        var first = members[0];
        if (members.FirstOrDefault(m => m.Input != first.Input || m.Outputs != first.Outputs) is { } other)
            throw new GraphException(
                $"An ensemble's members answer {first.Outputs} numbers for inputs {first.Input} and {other.Outputs} for inputs {other.Input}."
            );
        var numbered = members.Select((graph, i) => (Graph: graph, Prefix: Prefix(i + 1))).ToArray();
        return new([
            new Node("input", first.Nodes[0].Operator),
            .. numbered.SelectMany(m => Prefixed(WithInput(m.Graph), m.Prefix)),
            new Node("mean", new MeanProbabilities(), [.. numbered.Select(m => Logits(m.Graph, m.Prefix))]),
            new Node("output", new Output(), "mean"),
        ]);
    }

    /// <summary>The graph of one member, its nodes under their own names.</summary>
    /// <param name="joined">A graph that holds it under a prefix.</param>
    /// <param name="prefix">The prefix.</param>
    /// <exception cref="GraphException">Nothing has the prefix.</exception>
    public static ModelGraph Member(ModelGraph joined, string prefix)
    {
        ArgumentNullException.ThrowIfNull(joined);
        bool Has(string name) => name.StartsWith(prefix, StringComparison.Ordinal);
        string Rename(string name) => Has(name) ? name[prefix.Length..] : name;
        var nodes = joined.Nodes.Where(n => Has(n.Name)).ToArray();
        return nodes.Length > 0
            ? new([
                joined.Nodes[0],
                .. nodes.Select(n => new Node(Rename(n.Name), n.Operator, [.. n.Inputs.Select(Rename)])),
                new Node("output", new Output(), Rename(nodes[^1].Name)),
            ])
            : throw new GraphException($"No node's name begins with '{prefix}'.");
    }

    // Members share one input, whatever each called its own.
    private static ModelGraph WithInput(ModelGraph graph)
    {
        var old = graph.Nodes[0].Name;
        return old == "input"
            ? graph
            : new(
                graph.Nodes.Select(n => new Node(
                    n.Name == old ? "input" : n.Name,
                    n.Operator,
                    [.. n.Inputs.Select(i => i == old ? "input" : i)]
                ))
            );
    }
}

using System.Collections.Immutable;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Operators;

namespace Slimfront.Engine.Distillation;

/// <summary>Finds the values of a network that a loss compares, by place and not by name, so that any pair fits.</summary>
public static class FeatureTaps
{
    /// <summary>What an activation function gave, at a share of the network's depth.</summary>
    /// <param name="graph">The network.</param>
    /// <param name="depth">Above 0 up to 1, which is the last one; counted in activation functions.</param>
    /// <exception cref="GraphException">The network has no activation function.</exception>
    public static string Activation(ModelGraph graph, double depth) =>
        At(Activations(graph), depth, "activation function");

    /// <summary>Like <see cref="Activation"/>, among those whose values are maps of channels × height × width.</summary>
    /// <exception cref="GraphException">The network has no such map.</exception>
    public static string Map(ModelGraph graph, double depth) =>
        At(
            Activations(graph).Where(s => s.Shape.Rank == 3),
            depth,
            "feature map after an activation function"
        );

    /// <summary>What the classifier, which is the last linear layer, takes.</summary>
    /// <exception cref="GraphException">The network has no linear layer.</exception>
    public static string Embedding(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var classifier = graph.Nodes.LastOrDefault(n => n.Operator is Linear);
        return classifier?.Inputs[0] ?? throw Lacks("linear layer");
    }

    private static IEnumerable<Step> Activations(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var isPart = Parts(graph);
        return graph.Steps.Where((s, i) => isPart[i] && s.Node.Operator is Activation);
    }

    // Whether a value becomes a part of the answer; one that only says how much each channel weighs is no feature.
    private static bool[] Parts(ModelGraph graph)
    {
        var isPart = new bool[graph.Steps.Length];
        isPart[^1] = true;
        for (var i = isPart.Length - 1; i > 0; i--)
        {
            var step = graph.Steps[i];
            foreach (var source in isPart[i] ? step.Sources : [])
                isPart[source] |= step.Node.Operator is not Gate || graph.Steps[source].Shape == step.Shape;
        }
        return isPart;
    }

    private static string At(IEnumerable<Step> steps, double depth, string kind)
    {
        var found = steps.ToImmutableArray();
        if (found.IsEmpty)
            throw Lacks(kind);
        var place = (int)Math.Ceiling(depth * found.Length) - 1;
        return found[Math.Clamp(place, 0, found.Length - 1)].Node.Name;
    }

    private static GraphException Lacks(string kind) =>
        new($"A network that has no {kind} has no features to compare.");
}

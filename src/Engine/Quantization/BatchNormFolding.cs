using System.Collections.Immutable;
using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Operators;

namespace Slimfront.Engine.Quantization;

/// <summary>Makes batch normalisation a part of the layer before it.</summary>
/// <remarks>
/// In evaluation γ·(W∗x + b − μ)/√(σ² + ε) + β = (g·W)∗x + (b − μ)·g + β with g = γ/√(σ² + ε) per channel, so the
/// normalisation vanishes and the layer has a bias. Jacob et al. (2018), arXiv:1712.05877, §3.2. It is folded where it alone
/// takes the value of a convolution or a linear layer; after anything else it stays. Masks are kept: 0·g = 0.
/// </remarks>
public static class BatchNormFolding
{
    private const string Weight = ".weight";
    private const string Bias = ".bias";

    /// <summary>The graph without the normalisations that can be folded.</summary>
    public static ModelGraph Fold(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var layers = Layers(graph);
        var folded = layers.Values.ToHashSet(StringComparer.Ordinal);
        return new(
            graph
                .Nodes.Where(n => !layers.ContainsKey(n.Name))
                .Select(n => new Node(
                    n.Name,
                    folded.Contains(n.Name) ? WithBias(n.Operator) : n.Operator,
                    [.. n.Inputs.Select(i => layers.GetValueOrDefault(i, i))]
                ))
        );
    }

    /// <summary>The model with the folded graph; it computes the same in evaluation.</summary>
    public static Model Fold(Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var graph = Fold(model.Graph);
        var tensors = model.Tensors.ToBuilder();
        foreach (var (norm, layer) in Layers(model.Graph))
            Fold(model, norm, layer, tensors);
        var left = graph.Tensors.Select(t => t.Name).ToHashSet(StringComparer.Ordinal);
        tensors.RemoveRange(tensors.Keys.Where(n => !left.Contains(n)).ToArray());
        return model with
        {
            Graph = graph,
            Tensors = tensors.ToImmutable(),
            Masks = model.Masks.RemoveRange(model.Masks.Keys.Where(n => !Stays(n, model.Graph))),
        };
    }

    /// <summary>How the folded graph is stored if the graph is stored by a plan.</summary>
    public static StoragePlan Fold(ModelGraph graph, StoragePlan plan)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(plan);
        return plan with
        {
            Tensors = plan.Tensors.RemoveRange(plan.Tensors.Keys.Where(n => !Stays(n, graph))),
        };
    }

    // Whether what is said of a tensor still holds: the bias of a folded layer is another one.
    private static bool Stays(string tensor, ModelGraph graph) =>
        !Layers(graph)
            .Any(f => tensor.StartsWith(f.Key + ".", StringComparison.Ordinal) || tensor == f.Value + Bias);

    // The layer that each normalisation is folded into.
    private static Dictionary<string, string> Layers(ModelGraph graph)
    {
        var users = graph.Nodes.SelectMany(n => n.Inputs).ToLookup(i => i, StringComparer.Ordinal);
        var nodes = graph.Nodes.ToDictionary(n => n.Name, StringComparer.Ordinal);
        return graph
            .Nodes.Where(n =>
                n.Operator is BatchNorm
                && nodes[n.Inputs[0]].Operator is Conv or Linear
                && users[n.Inputs[0]].Count() == 1
            )
            .ToDictionary(n => n.Name, n => n.Inputs[0], StringComparer.Ordinal);
    }

    private static Operator WithBias(Operator layer) =>
        layer switch
        {
            Conv conv => conv with { Bias = true },
            Linear linear => linear with { Bias = true },
            _ => layer,
        };

    private static void Fold(
        Model model,
        string norm,
        string layer,
        ImmutableSortedDictionary<string, ReadOnlyMemory<float>>.Builder tensors
    )
    {
        var epsilon = ((BatchNorm)model.Graph.Nodes.Single(n => n.Name == norm).Operator).Epsilon;
        var gain = model.Tensors[norm + Weight].Span;
        var shift = model.Tensors[norm + Bias].Span;
        var mean = model.Tensors[norm + ".running_mean"].Span;
        var variance = model.Tensors[norm + ".running_var"].Span;
        var weight = model.Tensors[layer + Weight].ToArray();
        var bias = model.Tensors.TryGetValue(layer + Bias, out var own)
            ? own.ToArray()
            : new float[gain.Length];
        var fan = weight.Length / gain.Length;
        for (var c = 0; c < gain.Length; c++)
        {
            var factor = gain[c] / Math.Sqrt(variance[c] + epsilon);
            bias[c] = (float)(((bias[c] - (double)mean[c]) * factor) + shift[c]);
            for (var i = c * fan; i < (c + 1) * fan; i++)
                weight[i] = (float)(weight[i] * factor);
        }
        tensors[layer + Weight] = weight;
        tensors[layer + Bias] = bias;
    }
}

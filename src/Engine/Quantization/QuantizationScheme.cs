using System.Collections.Immutable;
using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Graphs.Operators;
using Slimfront.Engine.Pruning.Sizes;
using Slimfront.Engine.Stages;

namespace Slimfront.Engine.Quantization;

/// <summary>Which tensors and values of a network are put on which kind of grid.</summary>
/// <remarks>
/// Batch normalisation is folded first. The weights of convolutions and linear layers get grids; biases stay in
/// single precision, as what is left of normalisation does: they are few, and accelerators take them so. Activations,
/// if any, are rounded where a convolution or a linear layer takes them, never at the logits, on an affine grid of 8 bits per value,
/// since what a rectifier leaves lies on one side of 0.
/// </remarks>
/// <param name="Bits">Of a weight: 8, 4 or 2.</param>
/// <param name="IsSymmetric">Whether the weights' grids lie evenly around 0.</param>
/// <param name="IsPerChannel">Whether each output channel has a scale of its own.</param>
/// <param name="HasActivations">Whether activations are rounded too.</param>
public sealed record QuantizationScheme(int Bits, bool IsSymmetric, bool IsPerChannel, bool HasActivations)
{
    /// <summary>The bits of an activation.</summary>
    public const int ActivationBits = 8;

    /// <summary>−1 for one scale per tensor, 0 for one per output channel.</summary>
    public int Axis => IsPerChannel ? 0 : -1;

    /// <summary>
    /// Reads "bits" (8, 4 or 2), "scheme" (symmetric or affine), "granularity" (tensor or channel) and "activations" (8, or
    /// missing for none).
    /// </summary>
    /// <param name="parameters">A stage's.</param>
    /// <param name="prefix">What their names begin with.</param>
    public static QuantizationScheme Read(StageParameters parameters, string prefix = "")
    {
        ArgumentNullException.ThrowIfNull(parameters);
        var bits = parameters.Integer(prefix + "bits", 2, 8);
        if (bits is not (8 or 4 or 2))
            throw parameters.Refuse($"'{prefix}bits' is {bits}; it may be 8, 4 or 2");
        return new(
            bits,
            Either("scheme", "symmetric", "affine"),
            Either("granularity", "channel", "tensor"),
            parameters.Has(prefix + "activations")
                && parameters.Integer(prefix + "activations", ActivationBits, ActivationBits) > 0
        );

        bool Either(string name, string yes, string no) =>
            parameters.Text(prefix + name) is var text && (text == yes || text == no)
                ? text == yes
                : throw parameters.Refuse($"'{prefix}{name}' is '{text}'; it may be {yes} or {no}");
    }

    /// <summary>The scheme of a stage in words: "quantized to 4 bits, symmetric, per channel".</summary>
    /// <param name="words">The stage.</param>
    /// <param name="prefix">What the names of its parameters begin with.</param>
    public static string Describe(StageWords words, string prefix)
    {
        ArgumentNullException.ThrowIfNull(words);
        var activations = words.Has(prefix + "activations")
            ? $", activations {words.Say(prefix + "activations")} bits"
            : "";
        var calibrator = words.Has(prefix + "calibrator")
            ? $" by {words.SayTechnique(prefix + "calibrator")}"
            : "";
        return $"quantized to {words.Say(prefix + "bits")} bits, {words.Say(prefix + "scheme")}, "
            + $"per {words.Say(prefix + "granularity")}{activations}{calibrator}";
    }

    /// <summary>The tensors of a graph that get grids.</summary>
    public static IEnumerable<TensorSpec> Weights(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return graph.Tensors.Where(t => t.Role == TensorRole.Weight);
    }

    /// <summary>The graph of the quantized network: folded, and with the points where activations are rounded.</summary>
    public ModelGraph Of(ModelGraph graph)
    {
        var folded = BatchNormFolding.Fold(graph);
        return HasActivations ? WithPoints(folded) : folded;
    }

    /// <summary>Graph and storage of the quantized network.</summary>
    public StoredGraph Of(StoredGraph network)
    {
        ArgumentNullException.ThrowIfNull(network);
        var graph = Of(network.Graph);
        var plan = BatchNormFolding.Fold(network.Graph, network.Storage);
        foreach (var weight in Weights(graph))
            plan = plan.With(
                weight.Name,
                plan[weight.Name] with
                {
                    Bits = Bits,
                    IsSymmetric = IsSymmetric,
                    Axis = Axis,
                }
            );
        return new(graph, plan);
    }

    /// <summary>The folded model with grids for its weights, which are not on them yet, and with empty ranges.</summary>
    public Model Prepare(Model model)
    {
        var folded = BatchNormFolding.Fold(model);
        var graph = Of(folded.Graph);
        var ranges = graph
            .Tensors.Where(t => !folded.Tensors.ContainsKey(t.Name))
            .Select(t => KeyValuePair.Create(t.Name, (ReadOnlyMemory<float>)new float[t.Elements]));
        return Gridded(folded with { Graph = graph, Tensors = folded.Tensors.AddRange(ranges) });
    }

    /// <summary>The model with its weights on their grids: what it is from then on.</summary>
    public Model Finish(Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var gridded = Gridded(model);
        return gridded with
        {
            Tensors = gridded.Tensors.SetItems(
                gridded.Grids.Select(g =>
                    KeyValuePair.Create(
                        g.Key,
                        (ReadOnlyMemory<float>)g.Value.Round(gridded.Tensors[g.Key].Span)
                    )
                )
            ),
        };
    }

    private Model Gridded(Model model) =>
        model with
        {
            Grids = Weights(model.Graph)
                .ToImmutableSortedDictionary(
                    t => t.Name,
                    t => GridRange.GridOf(t, model.Tensors[t.Name].Span, Bits, IsSymmetric, Axis),
                    StringComparer.Ordinal
                ),
        };

    // One point per value, shared by all layers that take it; sums and the like take the value as it is.
    private static ModelGraph WithPoints(ModelGraph graph)
    {
        var taken = graph
            .Nodes.Where(n => n.Operator is Conv or Linear)
            .SelectMany(n => n.Inputs)
            .ToHashSet(StringComparer.Ordinal);
        var nodes = new List<Node>();
        foreach (var node in graph.Nodes)
        {
            nodes.Add(
                node.Operator is Conv or Linear
                    ? node with
                    {
                        Inputs = [.. node.Inputs.Select(FakeQuantize.NameAfter)],
                    }
                    : node
            );
            if (taken.Contains(node.Name))
                nodes.Add(
                    new(FakeQuantize.NameAfter(node.Name), new FakeQuantize(ActivationBits), node.Name)
                );
        }
        return new(nodes);
    }
}

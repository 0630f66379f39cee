using System.Collections.Immutable;
using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Codes;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Operators;
using Slimfront.Engine.Pruning.Sizes;

namespace Slimfront.Engine.Quantization;

/// <summary>Which tensors and values of a network are put on which kind of grid.</summary>
/// <remarks>
/// Batch normalisation is folded first. The weights of convolutions and linear layers get grids; biases stay in
/// single precision, as what is left of normalisation does: they are few, and accelerators take them so. Activations,
/// if any, are rounded at points (<see cref="Points"/>), never at the logits, on an affine grid of 8 bits per value,
/// since what a rectifier leaves lies on one side of 0.
/// </remarks>
/// <param name="Codes">Of the weights.</param>
/// <param name="IsPerChannel">Whether each output channel has a scale of its own.</param>
/// <param name="Activations">Where activations are rounded.</param>
public sealed record QuantizationScheme(
    CodeSet Codes,
    bool IsPerChannel,
    ActivationPoints Activations = ActivationPoints.None
)
{
    /// <summary>The bits of an activation.</summary>
    public const int ActivationBits = 8;

    /// <summary>What <see cref="CodesOf"/> knows.</summary>
    public static ImmutableArray<string> Bits { get; } = ["8", "7", "4", "3", "2", "ternary"];

    /// <summary>The codes of the first and the last layers; see <see cref="Ends"/>.</summary>
    public CodeSet EndCodes { get; init; } = Codes;

    /// <summary>−1 for one scale per tensor, 0 for one per output channel.</summary>
    public int Axis => IsPerChannel ? 0 : -1;

    /// <summary>The codes of some bits.</summary>
    /// <remarks>
    /// Two bits that lie evenly around 0 are the four odd codes −3 to 3, since −1, 0, 1 are ternary, which is stored in 8/5 bits. Weights
    /// of seven bits are for processors that add two products of 8 bits in 16: 2 · 255 · 63 ≤ 32,767.
    /// </remarks>
    /// <param name="bits">One of <see cref="Bits"/>.</param>
    /// <param name="isSymmetric">Whether they lie evenly around 0.</param>
    public static CodeSet CodesOf(string bits, bool isSymmetric) =>
        (bits, isSymmetric) switch
        {
            ("ternary", true) => CodeSet.Ternary,
            ("ternary", false) => CodeSet.AffineTernary,
            ("2", true) => CodeSet.Odd,
            (_, true) => CodeSet.Signed(int.Parse(bits, System.Globalization.CultureInfo.InvariantCulture)),
            _ => CodeSet.Unsigned(int.Parse(bits, System.Globalization.CultureInfo.InvariantCulture)),
        };

    /// <summary>"layers" or "all".</summary>
    public static ActivationPoints PointsOf(string points) =>
        points == "all" ? ActivationPoints.All : ActivationPoints.Layers;

    /// <summary>The tensors of a graph that get grids.</summary>
    public static IEnumerable<TensorSpec> Weights(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return graph.Tensors.Where(t => t.Role == TensorRole.Weight);
    }

    /// <summary>The graph of the quantized network: folded, and with the points where activations are rounded.</summary>
    public ModelGraph Of(ModelGraph graph) => Points.At(BatchNormFolding.Fold(graph), Activations);

    /// <summary>Graph and storage of the quantized network.</summary>
    public StoredGraph Of(StoredGraph network)
    {
        ArgumentNullException.ThrowIfNull(network);
        var graph = Of(network.Graph);
        var plan = BatchNormFolding.Fold(network.Graph, network.Storage);
        foreach (var (weight, codes) in CodesByWeight(graph))
            plan = plan.With(weight.Name, plan[weight.Name] with { Codes = codes, Axis = Axis });
        return new(graph, plan);
    }

    /// <summary>The folded model with the grids that fit its weights, which are not on them yet, and with empty ranges.</summary>
    public Model Prepare(Model model)
    {
        var folded = BatchNormFolding.Fold(model);
        var graph = Of(folded.Graph);
        var ranges = graph
            .Tensors.Where(t => !folded.Tensors.ContainsKey(t.Name))
            .Select(t => KeyValuePair.Create(t.Name, (ReadOnlyMemory<float>)new float[t.Elements]));
        return Gridded(folded with { Graph = graph, Tensors = folded.Tensors.AddRange(ranges) });
    }

    /// <summary>The model with its weights on the grids that fit them: what it is from then on.</summary>
    public Model Finish(Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Gridded(model).OnGrids();
    }

    /// <summary>The model that learned with rounding, with its weights on the grids that they had in training.</summary>
    public Model Learned(Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return (
            model with
            {
                Grids = CodesByWeight(model.Graph)
                    .ToImmutableSortedDictionary(
                        w => w.Weight.Name,
                        w => GridSteps.GridOf(w.Weight, model.Tensors[w.Weight.Name], w.Codes, Axis),
                        StringComparer.Ordinal
                    ),
            }
        ).OnGrids();
    }

    private Model Gridded(Model model) =>
        model with
        {
            Grids = CodesByWeight(model.Graph)
                .ToImmutableSortedDictionary(
                    w => w.Weight.Name,
                    w =>
                        GridFit.GridOf(
                            w.Weight,
                            model.Tensors[w.Weight.Name].Span,
                            w.Codes,
                            Axis,
                            model.Masks.GetValueOrDefault(w.Weight.Name)
                        ),
                    StringComparer.Ordinal
                ),
        };

    private IEnumerable<(TensorSpec Weight, CodeSet Codes)> CodesByWeight(ModelGraph graph)
    {
        var ends = Ends.Of(graph);
        return graph.Steps.SelectMany(s =>
            s.Tensors.Where(t => t.Role == TensorRole.Weight)
                .Select(t => (t, ends.Contains(s.Node.Name) ? EndCodes : Codes))
        );
    }
}

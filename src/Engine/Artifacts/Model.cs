using System.Collections.Immutable;
using Slimfront.Engine.Data;
using Slimfront.Engine.Graphs;

namespace Slimfront.Engine.Artifacts;

/// <summary>A trained network in ordinary memory: all that is needed to use it.</summary>
/// <param name="Graph">Its architecture.</param>
/// <param name="Normalisation">What its inputs go through first.</param>
/// <param name="Tensors">The values of every tensor of the graph, by name, the last axis fastest.</param>
public sealed record Model(
    ModelGraph Graph,
    Normalisation Normalisation,
    ImmutableSortedDictionary<string, ReadOnlyMemory<float>> Tensors
)
{
    /// <summary>No mask at all.</summary>
    public static ImmutableSortedDictionary<string, TensorMask> NoMasks { get; } =
        ImmutableSortedDictionary.Create<string, TensorMask>(StringComparer.Ordinal);

    /// <summary>No grid at all.</summary>
    public static ImmutableSortedDictionary<string, QuantizationGrid> NoGrids { get; } =
        ImmutableSortedDictionary.Create<string, QuantizationGrid>(StringComparer.Ordinal);

    /// <summary>Which elements exist, by tensor; of a tensor without a mask all do. Missing ones are 0.</summary>
    public ImmutableSortedDictionary<string, TensorMask> Masks { get; init; } = NoMasks;

    /// <summary>Which values are possible, by tensor; those of a finished model are on their grid.</summary>
    public ImmutableSortedDictionary<string, QuantizationGrid> Grids { get; init; } = NoGrids;

    /// <summary>
    /// Which elements the training that comes next leaves as they are, by tensor. They exist; a network that is trained to its
    /// end holds none any more.
    /// </summary>
    public ImmutableSortedDictionary<string, TensorMask> Held { get; init; } = NoMasks;

    /// <summary>The same model with every tensor that has a grid on it: each element the nearest value, missing ones 0.</summary>
    public Model OnGrids() =>
        this with
        {
            Tensors = Tensors.SetItems(
                Grids.Select(g => KeyValuePair.Create(g.Key, Rounded(g.Key, g.Value)))
            ),
        };

    /// <summary>Trainable numbers that are not masked away, whatever their values.</summary>
    public long Parameters => StoragePlan.Of(this).Parameters(Graph);

    private ReadOnlyMemory<float> Rounded(string tensor, QuantizationGrid grid)
    {
        var rounded = grid.Round(Tensors[tensor].Span);
        return Masks.GetValueOrDefault(tensor) is { } mask
            ? mask.Spread<float>(mask.Pick<float>(rounded))
            : rounded;
    }
}

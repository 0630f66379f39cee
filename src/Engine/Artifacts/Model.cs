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
    /// <summary>Trainable numbers that are not zero.</summary>
    public long NonZeroParameters =>
        Graph.Tensors.Where(t => t.IsTrainable).Sum(t => (long)CountNonZero(Tensors[t.Name].Span));

    private static int CountNonZero(ReadOnlySpan<float> values)
    {
        var count = 0;
        foreach (var value in values)
            if (value != 0)
                count++;
        return count;
    }
}

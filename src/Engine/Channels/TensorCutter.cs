using System.Collections.Immutable;
using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Graphs;
using static TorchSharp.torch;

namespace Slimfront.Engine.Channels;

/// <summary>Removes channels from tensors.</summary>
public static class TensorCutter
{
    /// <summary>
    /// What a cut leaves of a network's tensors; optimizer state belongs to the old shapes and is not carried over.
    /// </summary>
    /// <param name="tensors">The tensors of the graph that was cut, by name; left as they are.</param>
    /// <param name="cut">What stays.</param>
    /// <returns>New tensors, without gradients, in the current dispose scope.</returns>
    public static IReadOnlyDictionary<string, Tensor> Apply(
        IReadOnlyDictionary<string, Tensor> tensors,
        Cut cut
    ) => cut.Tensors.ToDictionary(t => t.Name, t => Apply(tensors[t.Name], t), StringComparer.Ordinal);

    /// <summary>What a cut leaves of the masks of a network.</summary>
    /// <param name="masks">The masks of the graph that was cut, by tensor.</param>
    /// <param name="graph">That graph.</param>
    /// <param name="cut">What stays.</param>
    public static ImmutableSortedDictionary<string, TensorMask> Apply(
        ImmutableSortedDictionary<string, TensorMask> masks,
        ModelGraph graph,
        Cut cut
    )
    {
        ArgumentNullException.ThrowIfNull(masks);
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(cut);
        var left = masks.ToBuilder();
        foreach (var (tensor, part) in graph.Tensors.Zip(cut.Tensors))
            if (masks.TryGetValue(tensor.Name, out var mask))
                left[tensor.Name] = TensorMask.Of([.. Positions(tensor.Shape, part).Select(p => mask[p])]);
        return left.ToImmutable();
    }

    // The places in the whole tensor of what stays, the last axis fastest.
    private static IEnumerable<int> Positions(ImmutableArray<long> shape, TensorCut cut)
    {
        IEnumerable<int> places = [0];
        for (var axis = 0; axis < shape.Length; axis++)
        {
            var length = (int)shape[axis];
            var kept =
                axis < cut.Axes.Length && !cut.Axes[axis].IsEmpty
                    ? cut.Axes[axis]
                    : [.. Enumerable.Range(0, length)];
            places = places.SelectMany(p => kept.Select(k => (p * length) + k)).ToArray();
        }
        return places;
    }

    private static Tensor Apply(Tensor whole, TensorCut cut)
    {
        using var scope = NewDisposeScope();
        var left = whole.detach().clone();
        for (var axis = 0; axis < cut.Axes.Length; axis++)
            if (!cut.Axes[axis].IsEmpty)
                left = left.index_select(
                    axis,
                    tensor([.. cut.Axes[axis].Select(p => (long)p)], device: left.device)
                );
        return left.MoveToOuterDisposeScope();
    }
}

using static TorchSharp.torch;

namespace Slimfront.Engine.Pruning;

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

using System.Collections.Immutable;
using Slimfront.Engine.Operators;

namespace Slimfront.Onnx.Writing;

/// <summary>Adds half a scale where four codes lie evenly around 0: see <see cref="StoredCodes"/>.</summary>
internal static class Offset
{
    public static string Add(NodeList list, TensorSpec tensor, StoredCodes stored, string value)
    {
        if (!stored.HasOffset)
            return value;
        var inner = tensor.Name + ".even";
        list.Rename(value, inner);
        ImmutableArray<long> shape =
            stored.Scales.Length == 1
                ? []
                : [stored.Scales.Length, .. Enumerable.Repeat(1L, tensor.Shape.Length - 1)];
        return list.Node(
            tensor.Name,
            "Add",
            [inner, list.Constant(shape, [.. stored.Scales.Select(s => s / 2)])]
        );
    }
}

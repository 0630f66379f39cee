using System.Collections.Immutable;

namespace Slimfront.Onnx.Reading.Nodes;

/// <summary>slope · value + offset, of scalars that stand in the file.</summary>
internal sealed record Line(string Value, double Slope, double Offset, ImmutableArray<OnnxNode> Parts)
{
    /// <summary>The line that a value is; null if none.</summary>
    public static Line? Of(OnnxGraph graph, string value)
    {
        if (graph.Producer(value, "Add") is not { } add)
            return null;
        for (var place = 0; place < 2; place++)
        {
            if (graph.Scalar(add.Input(1 - place)) is not { } offset)
                continue;
            var inner = add.Input(place);
            if (
                graph.Producer(inner) is { Type: "Mul" or "Div" } scaled
                && Product.Of(graph, scaled) is { Values: [var x] } product
            )
                return new(
                    x,
                    ShortDecimal.Of((float)product.Factor),
                    ShortDecimal.Of(offset),
                    [add, scaled, .. product.Parts]
                );
            return new(inner, 1, ShortDecimal.Of(offset), [add]);
        }
        return null;
    }
}

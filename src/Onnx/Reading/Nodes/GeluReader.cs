using System.Collections.Immutable;
using Slimfront.Engine.Operators;

namespace Slimfront.Onnx.Reading.Nodes;

/// <summary>½ · x · (1 + Erf(x/√2)) and ½ · x · (1 + Tanh(√(2/π) · (x + 0.044715 · x³))): GELU.</summary>
internal sealed class GeluReader : INodeReader
{
    public ImmutableArray<string> Types => ["Mul", "Div"];

    public NodeMeaning? Read(OnnxNode node, OnnxGraph graph)
    {
        foreach (var factor in Product.Of(graph, node).Values)
        {
            if (Line.Of(graph, factor) is not { Slope: 1, Offset: 1 } line)
                continue;
            var (x, isTanh) = (Erf(graph, line.Value), false);
            if (x is null)
                (x, isTanh) = (Tanh(graph, line.Value), true);
            if (x is null)
                continue;
            var product = Product.Of(graph, node, whole: x);
            if (product.Beside(factor) == x && product.Is(0.5))
                return new([x], (making, inputs) => making.Add(new Gelu(isTanh), inputs[0]))
                {
                    Parts = [.. product.Parts, .. line.Parts],
                };
        }
        return null;
    }

    private static string? Erf(OnnxGraph graph, string value) =>
        graph.Producer(value, "Erf") is { } erf
        && graph.Producer(erf.Input(0)) is { Type: "Mul" or "Div" } scaled
            ? Scaled(graph, scaled, Math.Sqrt(0.5))
            : null;

    private static string? Tanh(OnnxGraph graph, string value)
    {
        if (
            graph.Producer(value, "Tanh") is not { } tanh
            || graph.Producer(tanh.Input(0)) is not { Type: "Mul" or "Div" } scaled
            || Scaled(graph, scaled, Math.Sqrt(2 / Math.PI)) is not { } sum
            || graph.Producer(sum, "Add") is not { } add
        )
            return null;
        for (var place = 0; place < 2; place++)
            if (
                graph.Producer(add.Input(1 - place)) is { Type: "Mul" } term
                && Cube(graph, term, add.Input(place))
            )
                return add.Input(place);
        return null;
    }

    // 0.044715 · x³
    private static bool Cube(OnnxGraph graph, OnnxNode term, string x)
    {
        var product = Product.Of(graph, term, whole: x);
        if (!product.Is(0.044715))
            return false;
        if (product.Values is [var one, var two, var three])
            return one == x && two == x && three == x;
        return product.Values is [var only]
            && graph.Producer(only, "Pow") is { } power
            && power.Input(0) == x
            && graph.Scalar(power.Input(1)) == 3;
    }

    private static string? Scaled(OnnxGraph graph, OnnxNode node, double factor)
    {
        // x itself may be a product, so scalars are taken off the last node alone.
        for (var place = 0; place < (node.Type == "Div" ? 1 : 2); place++)
            if (
                graph.Scalar(node.Input(1 - place)) is { } scalar
                && Product.IsNear(node.Type == "Div" ? 1.0 / scalar : scalar, factor)
            )
                return node.Input(place);
        return null;
    }
}

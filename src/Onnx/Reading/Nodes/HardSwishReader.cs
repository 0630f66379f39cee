using System.Collections.Immutable;
using Slimfront.Engine.Operators;

namespace Slimfront.Onnx.Reading.Nodes;

/// <summary>x · HardSigmoid(x) with a slope of 1/6 and an offset of ½, and x · Clip(x + 3, 0, 6)/6: hard-swish.</summary>
internal sealed class HardSwishReader : INodeReader
{
    public ImmutableArray<string> Types => ["Mul", "Div"];

    public NodeMeaning? Read(OnnxNode node, OnnxGraph graph)
    {
        foreach (var factor in Product.Of(graph, node).Values)
        {
            var (x, scale, parts) = Gate(graph, factor);
            if (x.Length == 0)
                continue;
            var product = Product.Of(graph, node, whole: x);
            if (product.Beside(factor) == x && product.Is(scale))
                return new([x], (making, inputs) => making.Add(new HardSwish(), inputs[0]))
                {
                    Parts = [.. product.Parts, .. parts],
                };
        }
        return null;
    }

    // By what x is multiplied, and by what the product must be.
    private static (string X, double Scale, ImmutableArray<OnnxNode> Parts) Gate(
        OnnxGraph graph,
        string factor
    )
    {
        if (
            graph.Producer(factor, "HardSigmoid") is { } gate
            && Product.IsNear(gate.Real("alpha", 0.2f), 1.0 / 6)
            && Product.IsNear(gate.Real("beta", 0.5f), 0.5)
        )
            return (gate.Input(0), 1, [gate]);
        if (
            graph.Producer(factor, "Clip") is { } clip
            && ClipReader.Ends(clip, graph) is (0, 6)
            && Line.Of(graph, clip.Input(0)) is { Slope: 1, Offset: 3 } line
        )
            return (line.Value, 1.0 / 6, [clip, .. line.Parts]);
        return ("", 0, []);
    }
}

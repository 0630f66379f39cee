using System.Collections.Immutable;
using Slimfront.Engine.Operators;

namespace Slimfront.Onnx.Reading.Nodes;

/// <summary>x · Sigmoid(x): SiLU.</summary>
internal sealed class SiluReader : INodeReader
{
    public ImmutableArray<string> Types => ["Mul"];

    public NodeMeaning? Read(OnnxNode node, OnnxGraph graph)
    {
        for (var place = 0; place < 2; place++)
            if (
                graph.Producer(node.Input(1 - place), "Sigmoid") is { } sigmoid
                && sigmoid.Input(0) == node.Input(place)
            )
                return new([node.Input(place)], (making, inputs) => making.Add(new Silu(), inputs[0]))
                {
                    Parts = [sigmoid],
                };
        return null;
    }
}

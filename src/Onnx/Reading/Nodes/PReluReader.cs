using System.Collections.Immutable;
using Slimfront.Engine.Operators;

namespace Slimfront.Onnx.Reading.Nodes;

/// <summary>PRelu with one slope for each channel, or one for all.</summary>
internal sealed class PReluReader : INodeReader
{
    public ImmutableArray<string> Types => ["PRelu"];

    public NodeMeaning? Read(OnnxNode node, OnnxGraph graph)
    {
        var slopes = Weights.Of(node, graph, 1);
        return new(
            [node.Input(0)],
            (making, inputs) =>
                making.Add(
                    new PRelu(),
                    inputs[0],
                    GraphMaking.PerChannel(slopes, inputs[0])
                        ?? throw new InvalidDataException("has other slopes than one for each channel.")
                )
        );
    }
}

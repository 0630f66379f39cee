using System.Collections.Immutable;
using Slimfront.Engine.Operators;

namespace Slimfront.Onnx.Reading.Nodes;

/// <summary>Concat of channels or features.</summary>
internal sealed class ConcatReader : INodeReader
{
    public ImmutableArray<string> Types => ["Concat"];

    public NodeMeaning? Read(OnnxNode node, OnnxGraph graph)
    {
        if (node.Inputs.Length == 1)
            return NodeMeaning.HandsOn(node.Input(0), "dropped: joins one value");
        return new(
            node.Inputs,
            (making, inputs) =>
                inputs[0].Axis(node.Integer("axis", 1)) == inputs[0].ChannelAxis
                    ? making.Add(new Concat(), inputs)
                    : throw new InvalidDataException(
                        $"joins values along axis {node.Integer("axis", 1)}; along channels it is read."
                    )
        );
    }
}

using System.Collections.Immutable;
using Slimfront.Engine.Operators;

namespace Slimfront.Onnx.Reading.Nodes;

/// <summary>Split of channels: a slice for each part that is used.</summary>
internal sealed class SplitReader : INodeReader
{
    public ImmutableArray<string> Types => ["Split"];

    public NodeMeaning? Read(OnnxNode node, OnnxGraph graph)
    {
        var told =
            node.Integers("split")
            ?? (node.Input(1).Length > 0 ? [.. Weights.Of(node, graph, 1).Integers] : []);
        return new(
            [node.Input(0)],
            (making, inputs) =>
            {
                var value = inputs[0];
                if (value.Axis(node.Integer("axis", 0)) != value.ChannelAxis)
                    throw new InvalidDataException(
                        $"splits along axis {node.Integer("axis", 0)}; channels are read."
                    );
                var parts = node.Outputs.Length;
                // Equal parts; the last one is smaller if they cannot be.
                var each = (value.Shape.Channels + parts - 1) / parts;
                var start = 0;
                for (var i = 0; i < parts; i++)
                {
                    var count = told.IsEmpty
                        ? Math.Min(each, value.Shape.Channels - start)
                        : checked((int)told[i]);
                    if (making.IsWanted(node.Outputs[i]))
                        making[node.Outputs[i]] = making.Add(new ChannelSlice(start, count), value);
                    start += count;
                }
                return null;
            }
        );
    }
}

using System.Collections.Immutable;
using Slimfront.Engine.Operators;

namespace Slimfront.Onnx.Reading.Nodes;

/// <summary>Slice of channels or features.</summary>
internal sealed class SliceReader : INodeReader
{
    public ImmutableArray<string> Types => ["Slice"];

    public NodeMeaning? Read(OnnxNode node, OnnxGraph graph)
    {
        ImmutableArray<long> Numbers(string name, int place) =>
            node.Integers(name)
            ?? (node.Input(place).Length > 0 ? [.. Weights.Of(node, graph, place).Integers] : []);

        var (starts, ends, axes, steps) = (
            Numbers("starts", 1),
            Numbers("ends", 2),
            Numbers("axes", 3),
            Numbers("steps", 4)
        );
        return new(
            [node.Input(0)],
            (making, inputs) =>
            {
                var value = inputs[0];
                if (starts.Length != 1 || ends.Length != 1 || steps.Any(s => s != 1))
                    throw new InvalidDataException(
                        "takes values along several axes or with steps; channels that lie side by side are read."
                    );
                var axis = axes.IsEmpty ? 0 : value.Axis(axes[0]);
                if (axis != value.ChannelAxis)
                    throw new InvalidDataException($"takes a part along axis {axis}; channels are read.");
                var channels = value.Shape.Channels;
                long Place(long at) => Math.Clamp(at < 0 ? at + channels : at, 0, channels);
                var (start, end) = ((int)Place(starts[0]), (int)Place(ends[0]));
                return (start, end) == (0, channels)
                    ? value
                    : making.Add(new ChannelSlice(start, end - start), value);
            }
        );
    }
}

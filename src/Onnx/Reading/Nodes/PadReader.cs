using System.Collections.Immutable;

namespace Slimfront.Onnx.Reading.Nodes;

/// <summary>Pad with zeros before a convolution or a pool, which takes it over.</summary>
internal sealed class PadReader : INodeReader
{
    public ImmutableArray<string> Types => ["Pad"];

    public NodeMeaning? Read(OnnxNode node, OnnxGraph graph)
    {
        if (node.Text("mode", "constant") != "constant")
            throw new InvalidDataException($"pads by {node.Text("mode", "constant")}; zeros are read.");
        var value =
            node.Input(2).Length > 0 ? graph.Scalar(node.Input(2)) ?? float.NaN : node.Real("value", 0);
        if (value != 0)
            throw new InvalidDataException($"pads with {value}; zeros are read.");
        if (node.Input(3).Length > 0)
            throw new InvalidDataException("pads along some axes only; name the padding of all.");
        var pads = node.Integers("pads") ?? [.. Weights.Of(node, graph, 1).Integers];
        return new(
            [node.Input(0)],
            (_, inputs) =>
            {
                var map = inputs[0];
                if (pads.All(p => p == 0))
                    return map;
                GraphMaking.Map(map);
                if (pads is not [0, 0, var top, var left, 0, 0, var bottom, var right])
                    throw new InvalidDataException(
                        $"pads by {string.Join(", ", pads)}; zeros around a map are read."
                    );
                if (pads.Any(p => p < 0))
                    throw new InvalidDataException("cuts a map's border off.");
                var before = map.Padding;
                return map with
                {
                    Padding = new(
                        before.Top + (int)top,
                        before.Left + (int)left,
                        before.Bottom + (int)bottom,
                        before.Right + (int)right
                    ),
                };
            }
        )
        {
            Remark = "taken over by the next layer",
        };
    }
}

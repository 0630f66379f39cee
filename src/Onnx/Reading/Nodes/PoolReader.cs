using System.Collections.Immutable;
using Slimfront.Engine.Operators;

namespace Slimfront.Onnx.Reading.Nodes;

/// <summary>MaxPool and AveragePool over maps.</summary>
internal sealed class PoolReader : INodeReader
{
    public ImmutableArray<string> Types => ["MaxPool", "AveragePool"];

    public NodeMeaning? Read(OnnxNode node, OnnxGraph graph) =>
        new(
            [node.Input(0)],
            (making, inputs) =>
            {
                var kernel = Windows.Kernel(node);
                if (Windows.Dilation(node) != 1)
                    throw new InvalidDataException("has steps within its window (dilations).");
                var map = GraphMaking.Map(inputs[0]);
                var stride = Windows.Stride(node);
                var padding = Windows.Padding(node, map, kernel, kernel);
                var bare = map with { Padding = default };
                if (kernel == 1 && stride == 1 && padding == default && !making.IsOurs)
                    return bare;
                return making.Add(
                    node.Type == "MaxPool"
                        ? Max(making, map, kernel, stride, padding)
                        : Mean(node, map, kernel, stride, padding, making.IsOurs),
                    bare
                );
            }
        );

    private static MaxPool Max(
        GraphMaking making,
        MadeValue map,
        Extent kernel,
        Extent stride,
        Border padding
    ) =>
        // The zeros of a Pad may win where all that is on the map is below.
        map.Padding == default
        || making.IsRectified(map)
            ? new MaxPool(kernel, stride, padding)
            : throw new InvalidDataException(
                "looks for the largest value among the map's and zeros around it; after a rectifier that is read."
            );

    private static AvgPool Mean(
        OnnxNode node,
        MadeValue map,
        Extent kernel,
        Extent stride,
        Border padding,
        bool isOurs
    )
    {
        var counts = node.Integer("count_include_pad", 0) != 0;
        // Without padding nothing follows from whether it counts.
        if (padding == default)
            return new AvgPool(kernel, stride, default, counts || !isOurs);
        if (map.Padding != default && !counts)
        {
            // Zeros that a Pad brought count; those of the pool itself do not.
            if (padding != map.Padding)
                throw new InvalidDataException("takes means over padding of two kinds.");
            counts = true;
        }
        if (counts && node.Integer("ceil_mode", 0) != 0 && node.Integers("pads") is { } pads)
        {
            if (pads.Any(p => p != 0))
                throw new InvalidDataException("has ceil_mode and counts its padding.");
            counts = false;
        }
        return new AvgPool(kernel, stride, padding, counts);
    }
}

using System.Collections.Immutable;
using Slimfront.Engine.Operators;

namespace Slimfront.Onnx.Reading.Nodes;

/// <summary>The mean or the largest of each channel: GlobalAveragePool, ReduceMean over height and width, GlobalMaxPool.</summary>
internal sealed class GlobalPoolReader : INodeReader
{
    public ImmutableArray<string> Types => ["GlobalAveragePool", "GlobalMaxPool", "ReduceMean"];

    public NodeMeaning? Read(OnnxNode node, OnnxGraph graph)
    {
        var axes =
            node.Type == "ReduceMean"
                ? node.Integers("axes") ?? [.. Weights.Of(node, graph, 1).Integers]
                : [];
        var keeps = node.Integer("keepdims", 1) != 0;
        return new(
            [node.Input(0)],
            (making, inputs) =>
            {
                var map = inputs[0];
                if (map.Shape.Rank != 3)
                    throw new InvalidDataException($"takes {map.Shape}, not a map.");
                if (node.Type == "ReduceMean")
                {
                    int[] wanted = map.IsChannelsLast ? [1, 2] : [2, 3];
                    if (!axes.Select(map.Axis).Order().SequenceEqual(wanted))
                        throw new InvalidDataException(
                            $"takes means along the axes {string.Join(", ", axes)}; over height and width they are read."
                        );
                }
                var pooled = making.Add(
                    node.Type == "GlobalMaxPool"
                        ? new MaxPool(new Extent(map.Shape[1], map.Shape[2]))
                        : new GlobalAvgPool(),
                    map
                );
                return keeps ? pooled : making.Flatten(pooled);
            }
        );
    }
}

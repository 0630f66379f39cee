using System.Collections.Immutable;

namespace Slimfront.Onnx.Reading.Nodes;

/// <summary>Transpose between channels first and channels last: it is remembered, and nothing is computed.</summary>
internal sealed class TransposeReader : INodeReader
{
    public ImmutableArray<string> Types => ["Transpose"];

    public NodeMeaning? Read(OnnxNode node, OnnxGraph graph)
    {
        var order = node.Integers("perm") ?? [];
        return new(
            [node.Input(0)],
            (_, inputs) =>
            {
                var value = inputs[0];
                if (order.SequenceEqual(Enumerable.Range(0, value.FileRank).Select(i => (long)i)))
                    return value;
                if (value.Shape.Rank == 3 && value.IsChannelsLast && order.SequenceEqual([0, 3, 1, 2]))
                    return value with { IsChannelsLast = false };
                if (value.Shape.Rank == 3 && !value.IsChannelsLast && order.SequenceEqual([0, 2, 3, 1]))
                    return value with { IsChannelsLast = true };
                throw new InvalidDataException(
                    $"swaps axes ({string.Join(", ", order)}); between channels first and last it is read."
                );
            }
        )
        {
            Remark = "remembered: the order of axes",
        };
    }
}

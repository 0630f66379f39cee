using System.Collections.Immutable;
using Slimfront.Engine.Operators;

namespace Slimfront.Onnx.Reading.Nodes;

/// <summary>Reshape to groups, Transpose of groups and channels, Reshape back: a channel shuffle.</summary>
internal sealed class ChannelShuffleReader : INodeReader
{
    public ImmutableArray<string> Types => ["Reshape"];

    public NodeMeaning? Read(OnnxNode node, OnnxGraph graph)
    {
        if (
            graph.Producer(node.Input(0), "Transpose") is not { } turned
            || turned.Integers("perm") is not { Length: >= 4 } order
            || !order.SequenceEqual([0, 2, 1, .. Enumerable.Range(3, order.Length - 3).Select(i => (long)i)])
            || graph.Producer(turned.Input(0), "Reshape") is not { } parts
            || graph.Constant(parts.Input(1)) is not { } split
            || graph.Constant(node.Input(1)) is not { } whole
            || split.Integers.Length != order.Length
            || whole.Integers.Length != 4
        )
            return null;
        var (groups, perGroup) = (split.Integers[1], split.Integers[2]);
        return new(
            [parts.Input(0)],
            (making, inputs) =>
            {
                var map = GraphMaking.Map(inputs[0]);
                if (groups < 1 || perGroup != -1 && groups * perGroup != map.Shape.Channels)
                    throw new InvalidDataException(
                        $"makes {groups} groups of {perGroup} of {map.Shape.Channels} channels."
                    );
                return making.Add(new ChannelShuffle((int)groups), map);
            }
        )
        {
            Parts = [turned, parts],
        };
    }
}

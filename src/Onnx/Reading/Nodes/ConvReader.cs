using System.Collections.Immutable;
using Slimfront.Engine.Operators;

namespace Slimfront.Onnx.Reading.Nodes;

/// <summary>Conv over maps.</summary>
internal sealed class ConvReader : INodeReader
{
    public ImmutableArray<string> Types => ["Conv"];

    public NodeMeaning? Read(OnnxNode node, OnnxGraph graph)
    {
        var weight = Weights.Of(node, graph, 1);
        if (weight.Dimensions.Length != 4)
            throw new InvalidDataException(
                $"convolves along {weight.Dimensions.Length - 2} axes; convolutions along 2 are read."
            );
        var bias = node.Input(2).Length > 0 ? Weights.Of(node, graph, 2) : null;
        return new(
            [node.Input(0)],
            (making, inputs) =>
            {
                var map = GraphMaking.Map(inputs[0]);
                var kernel = new Extent((int)weight.Dimensions[2], (int)weight.Dimensions[3]);
                var dilation = Windows.Dilation(node);
                var conv = new Conv(
                    (int)weight.Dimensions[0],
                    kernel,
                    Windows.Stride(node),
                    Windows.Padding(node, map, kernel, Windows.Reach(kernel, dilation)),
                    checked((int)node.Integer("group", 1)),
                    bias is not null,
                    dilation
                );
                var perGroup = weight.Dimensions[1];
                if (perGroup * conv.Groups != map.Shape.Channels)
                    throw new InvalidDataException(
                        $"has weights for {perGroup * conv.Groups} channels, but its input has {map.Shape.Channels}."
                    );
                return making.Add(
                    conv,
                    map with
                    {
                        Padding = default,
                    },
                    bias is null ? [weight.Values] : [weight.Values, bias.Values]
                );
            }
        );
    }
}

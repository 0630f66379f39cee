using System.Collections.Immutable;

namespace Slimfront.Onnx.Reading.Nodes;

/// <summary>Other shapes for the same numbers: Flatten, Reshape, Squeeze and Unsqueeze between a map and its features.</summary>
internal sealed class ReshapeReader : INodeReader
{
    public ImmutableArray<string> Types => ["Flatten", "Reshape", "Squeeze", "Unsqueeze"];

    public NodeMeaning? Read(OnnxNode node, OnnxGraph graph)
    {
        var numbers =
            node.Type == "Flatten" ? [node.Integer("axis", 1)]
            : node.Integers("axes") is { } axes ? axes
            : node.Input(1).Length > 0 ? [.. Weights.Of(node, graph, 1).Integers]
            : ImmutableArray<long>.Empty;
        return new([node.Input(0)], (making, inputs) => Make(node.Type, making, inputs[0], numbers));
    }

    private static MadeValue Make(
        string type,
        GraphMaking making,
        MadeValue value,
        ImmutableArray<long> numbers
    )
    {
        if (value.Shape.Rank == 1)
            return Back(type, making, value, numbers);
        var isFlat = type switch
        {
            "Flatten" => value.Axis(numbers[0]) == 1,
            "Squeeze" => value.Shape.Positions == 1
                && (numbers.IsEmpty || numbers.Select(value.Axis).Order().SequenceEqual(Inner(value))),
            "Reshape" => IsVector(numbers, value.Shape.Elements),
            _ => false,
        };
        if (isFlat)
            return making.Flatten(value);
        return type == "Reshape" && IsSame(numbers, value)
            ? value
            : throw new InvalidDataException(
                $"makes another shape of {value.Shape} ({string.Join(", ", numbers)}); map to features is read."
            );
    }

    private static int[] Inner(MadeValue map) => map.IsChannelsLast ? [1, 2] : [2, 3];

    // Features that stay features, or become the map of one position again that they were.
    private static MadeValue Back(
        string type,
        GraphMaking making,
        MadeValue features,
        ImmutableArray<long> numbers
    )
    {
        var isVector = type switch
        {
            "Flatten" => numbers[0] is 1 or -1,
            "Reshape" => IsVector(numbers, features.Shape.Elements),
            _ => false,
        };
        if (isVector)
            return features;
        if (making.MapOf(features) is { } map && (type == "Unsqueeze" || IsSame(numbers, map)))
            return map;
        throw new InvalidDataException(
            $"makes a map of {features.Shape} features ({string.Join(", ", numbers)}), which is not read."
        );
    }

    // The first length is the batch, whatever it says.
    private static bool IsVector(ImmutableArray<long> shape, int elements) =>
        shape.Length == 2 && (shape[1] == -1 || shape[1] == elements);

    private static bool IsSame(ImmutableArray<long> shape, MadeValue map)
    {
        var lengths = map.IsChannelsLast ? ChannelsLast.Lengths(map.Shape) : map.Shape.Dimensions;
        return shape.Length == map.FileRank
            && shape.Skip(1).Zip(lengths).All(p => p.First is 0 or -1 || p.First == p.Second);
    }
}

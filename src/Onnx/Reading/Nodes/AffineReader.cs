using System.Collections.Immutable;
using Slimfront.Engine.Operators;

namespace Slimfront.Onnx.Reading.Nodes;

/// <summary>
/// Add, Sub, Mul and Div by a constant for each channel: the network's normalisation where it comes first, else a depthwise convolution of
/// one pixel.
/// </summary>
internal sealed class AffineReader : INodeReader
{
    public ImmutableArray<string> Types => ["Add", "Sub", "Mul", "Div"];

    public NodeMeaning? Read(OnnxNode node, OnnxGraph graph)
    {
        var place = graph.Constant(node.Input(1)) is not null ? 0 : 1;
        if (graph.Constant(node.Input(1 - place)) is not { } constant)
            return null;
        if (place == 1 && node.Type == "Div")
            throw new InvalidDataException("divides a constant by what is computed.");
        var input = node.Input(place);
        return new(
            [input],
            (making, inputs) =>
            {
                var value = inputs[0];
                var numbers =
                    GraphMaking.PerChannel(constant, value)
                    ?? throw new InvalidDataException(
                        $"has a constant of {string.Join('×', constant.Dimensions)}; one number for each channel is read."
                    );
                var isFirst =
                    GraphMaking.IsRaw(value) && graph.Uses(input) == 1 && graph.Uses(graph.Input.Name) == 1;
                if (isFirst && !(place == 1 && node.Type == "Sub"))
                    return Normalise(making, value, node.Type, numbers);
                if (value.Shape.Rank != 3)
                    throw new InvalidDataException("scales or shifts features; maps are read.");
                var (scales, shifts) = ScalesAndShifts(node.Type, numbers, isReversed: place == 1);
                return making.Add(
                    new Conv(numbers.Length, 1, 1, 0, numbers.Length, shifts is not null),
                    GraphMaking.Map(value),
                    shifts is null ? [scales] : [scales, shifts]
                );
            }
        );
    }

    private static MadeValue Normalise(GraphMaking making, MadeValue value, string type, float[] numbers)
    {
        float[] Each(Func<float, float> change) => Array.ConvertAll(numbers, n => change(n));
        switch (type)
        {
            case "Sub":
                making.Normalise(null, numbers);
                break;
            case "Add":
                making.Normalise(null, Each(n => -n));
                break;
            case "Div":
                making.Normalise(numbers, null);
                break;
            default:
                making.Normalise(Each(n => 1 / n), null);
                break;
        }
        return value;
    }

    private static (float[] Scales, float[]? Shifts) ScalesAndShifts(
        string type,
        float[] numbers,
        bool isReversed
    )
    {
        float[] Each(Func<float, float> change) => Array.ConvertAll(numbers, n => change(n));
        return type switch
        {
            "Mul" => (numbers, null),
            "Div" => (Each(n => 1 / n), null),
            "Add" => (Each(_ => 1), numbers),
            _ => isReversed ? (Each(_ => -1), numbers) : (Each(_ => 1), Each(n => -n)),
        };
    }
}

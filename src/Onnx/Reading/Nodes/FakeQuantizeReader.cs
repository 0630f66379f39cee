using System.Collections.Immutable;
using Slimfront.Engine.Codes;
using Slimfront.Engine.Operators;

namespace Slimfront.Onnx.Reading.Nodes;

/// <summary>Clip(Round(x/s), a, b) · s: a value on a grid.</summary>
/// <remarks>As <see cref="FakeQuantize.Lower"/> writes it where nothing becomes codes.</remarks>
internal sealed class FakeQuantizeReader : INodeReader
{
    private static readonly int[] Widths = [8, 4, 2];

    public ImmutableArray<string> Types => ["Mul"];

    public NodeMeaning? Read(OnnxNode node, OnnxGraph graph)
    {
        if (
            graph.Scalar(node.Input(1)) is not { } scale
            || graph.Producer(node.Input(0), "Clip") is not { } clip
            || graph.Producer(clip.Input(0), "Round") is not { } round
            || graph.Producer(round.Input(0), "Div") is not { } divided
            || graph.Scalar(divided.Input(1)) != scale
        )
            return null;
        var (low, high) = ClipReader.Ends(clip, graph);
        var operation = Widths
            .SelectMany(b => (FakeQuantize[])[new(b), new(b, IsSymmetric: true)])
            .FirstOrDefault(q =>
                q.Codes.Highest - q.Codes.Lowest == high - low && (!q.IsSymmetric || high == q.Codes.Highest)
            );
        if (operation is null)
            throw new InvalidDataException(
                $"rounds to {high - low + 1} values; grids of 8, 4 and 2 bits are read."
            );
        var range = Ends(operation.Codes, scale, (int)low, (int)high);
        return new(
            [divided.Input(0)],
            (making, inputs) =>
                making.Add(operation, inputs[0], new[] { (float)range.Low }, new[] { (float)range.High })
        )
        {
            Parts = [clip, round, divided],
        };
    }

    // Ends that give the same grid: those that the codes have, or some a last digit away.
    private static GridRange Ends(CodeSet codes, float scale, int low, int high)
    {
        const int Nearby = 8;
        var zero = codes.Lowest - low;
        var start = scale * high;
        for (var i = 0; i < Nearby; i++)
            start = MathF.BitDecrement(start);
        for (var i = 0; i <= 2 * Nearby; i++, start = MathF.BitIncrement(start))
            if (new GridRange(scale * low, start) is var range && range.Scale(codes) == (scale, zero))
                return range;
        return new(scale * low, scale * high);
    }
}

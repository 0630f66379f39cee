using System.Collections.Immutable;
using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Codes;
using Slimfront.Engine.Operators;

namespace Slimfront.Onnx.Writing;

/// <summary>The codes of a tensor's elements as whole numbers that ONNX's types hold.</summary>
/// <remarks>
/// An element's value is scale · (code − zero) + offset. ONNX has numbers of 8, 4 and 2 bits: 7 and 3 bits and three values take the
/// next wider ones. Four values that lie evenly around 0, −3, −1, 1, 3, are k = −2 … 1 with value 2s·k + s: their zero would be half a
/// code, so they have an offset; where a mask makes elements 0, which is none of the four, they take 4 bits as they are.
/// </remarks>
/// <param name="Codes">One for each element, the last axis fastest.</param>
/// <param name="Bits">8, 4 or 2.</param>
/// <param name="IsSigned">Whether they are in two's complement.</param>
/// <param name="Scales">One, or one per output channel.</param>
/// <param name="Zeros">As many; empty where all are 0.</param>
/// <param name="HasOffset">Whether half a scale is added.</param>
internal sealed record StoredCodes(
    int[] Codes,
    int Bits,
    bool IsSigned,
    float[] Scales,
    int[] Zeros,
    bool HasOffset
)
{
    private const int WidestSmall = 4;

    /// <summary>The shape of scales and zeros: a scalar, or one number per output channel.</summary>
    public ImmutableArray<long> ScaleShape => Scales.Length == 1 ? [] : [Scales.Length];

    /// <summary>DequantizeLinear's attribute that says which axis scales belong to.</summary>
    public LoweredAttribute Axis => LoweredAttribute.Of("axis", Scales.Length == 1 ? 1 : 0);

    /// <summary>The codes of a tensor that has a grid.</summary>
    public static StoredCodes Of(Model model, TensorSpec tensor)
    {
        var grid = model.Grids[tensor.Name];
        var mask = model.Masks.GetValueOrDefault(tensor.Name);
        var values = model.Tensors[tensor.Name].Span;
        var codes = new int[values.Length];
        for (var i = 0; i < codes.Length; i++)
        {
            var channel = grid.ChannelOf(i, codes.Length);
            codes[i] =
                mask is null || mask[i] ? grid.Encode(values[i], channel)
                : grid.IsSymmetric ? 0
                : grid.ZeroPoints[channel];
        }
        var hasOffset = !grid.Codes.HasZero && mask is null;
        return new(
            hasOffset ? [.. codes.Select(c => (c - 1) / 2)] : codes,
            BitsOf(grid.Codes, hasOffset),
            grid.IsSymmetric,
            [.. grid.Scales.Select(s => hasOffset ? 2 * s : s)],
            [.. grid.ZeroPoints],
            hasOffset
        );
    }

    // 2 bits of two's complement reach from −2 to 1, of others from 0 to 3.
    private static int BitsOf(CodeSet codes, bool hasOffset) =>
        hasOffset
        || codes is { HasZero: true, Lowest: >= -2, Highest: <= 1 }
        || codes is { Lowest: 0, Highest: <= 3 }
            ? 2
        : codes is { Lowest: >= -8, Highest: <= 15 } && codes.Highest - codes.Lowest < 1 << WidestSmall
            ? WidestSmall
        : 8;
}

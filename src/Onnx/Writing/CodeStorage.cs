using System.Buffers.Binary;
using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Codes;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Operators;
using Slimfront.Onnx.Schema;

namespace Slimfront.Onnx.Writing;

/// <summary>Tensors with a grid as codes of 8, 4 or 2 bits with a DequantizeLinear behind each; others in single precision.</summary>
/// <param name="model">The model that is written; what it needs decides the versions.</param>
internal sealed class CodeStorage(Model model) : ITensorStorage
{
    private readonly SingleStorage _others = new();
    private OnnxVersion? _version;

    /// <summary>
    /// Whether runtimes are to compute in whole numbers: small codes are written as 8 bits, since they know no others; rounded values become codes;
    /// biases of layers whose inputs are rounded are 32-bit whole numbers on the scale of the layer's products, s(x)·s(w), as
    /// runtimes add them up.
    /// </summary>
    public bool IsWhole { get; init; }

    public bool HasCodes => IsWhole;

    public OnnxVersion Version => _version ??= IsWhole ? OnnxVersion.Usual : Needed();

    public string Put(NodeList list, Model model, Step step, int place)
    {
        var tensor = step.Tensors[place];
        if (model.Grids.ContainsKey(tensor.Name))
            return PutCodes(list, tensor, StoredCodes.Of(model, tensor));
        return IsWhole && tensor.Role == TensorRole.Bias && InputScale(model, step) is { } scale
            ? PutBias(list, model, step, tensor, scale)
            : _others.Put(list, model, step, place);
    }

    private OnnxVersion Needed() =>
        model
            .Graph.Tensors.Where(t => model.Grids.ContainsKey(t.Name))
            .Select(t => StoredCodes.Of(model, t).Bits)
            .DefaultIfEmpty(8)
            .Min() switch
        {
            2 => OnnxVersion.TwoBits,
            4 => OnnxVersion.FourBits,
            _ => OnnxVersion.Usual,
        };

    private string PutCodes(NodeList list, TensorSpec tensor, StoredCodes stored)
    {
        var bits = IsWhole ? 8 : stored.Bits;
        var type = (bits, stored.IsSigned) switch
        {
            (8, true) => ElementType.Int8,
            (8, false) => ElementType.UInt8,
            (4, true) => ElementType.Int4,
            (4, false) => ElementType.UInt4,
            (_, true) => ElementType.Int2,
            (_, false) => ElementType.UInt2,
        };
        List<string> inputs =
        [
            list.Named(tensor.Name + ".codes", type, tensor.Shape, Packed(stored.Codes, bits)),
            list.Named(tensor.Name + ".scale", stored.ScaleShape, stored.Scales),
        ];
        if (stored.Zeros.Length > 0)
            inputs.Add(
                list.Named(tensor.Name + ".zero", type, stored.ScaleShape, Packed(stored.Zeros, bits))
            );
        return Offset.Add(
            list,
            tensor,
            stored,
            list.Node(tensor.Name, "DequantizeLinear", inputs, stored.Axis)
        );
    }

    private static string PutBias(NodeList list, Model model, Step step, TensorSpec bias, float scale)
    {
        var grid = model.Grids[step.Tensors[0].Name];
        var values = model.Tensors[bias.Name].Span;
        float[] scales = [.. grid.Scales.Select(s => s * scale)];
        var bytes = new byte[values.Length * sizeof(int)];
        for (var c = 0; c < values.Length; c++)
        {
            var code = Math.Round(values[c] / (double)scales[scales.Length == 1 ? 0 : c]);
            BinaryPrimitives.WriteInt32LittleEndian(
                bytes.AsSpan(c * sizeof(int)),
                (int)Math.Clamp(code, int.MinValue, int.MaxValue)
            );
        }
        return list.Node(
            bias.Name,
            "DequantizeLinear",
            [
                list.Named(bias.Name + ".codes", ElementType.Int32, bias.Shape, bytes),
                list.Named(bias.Name + ".scale", scales.Length == 1 ? [] : [scales.Length], scales),
            ],
            LoweredAttribute.Of("axis", 0)
        );
    }

    // The scale of what a layer with rounded weights takes; null where that is not rounded.
    private static float? InputScale(Model model, Step step)
    {
        if (!model.Grids.ContainsKey(step.Tensors[0].Name))
            return null;
        var source = model.Graph.Steps[step.Sources[0]];
        if (source.Node.Operator is not FakeQuantize point)
            return null;
        var range = new GridRange(
            model.Tensors[source.Tensors[0].Name].Span[0],
            model.Tensors[source.Tensors[1].Name].Span[0]
        );
        return range.Scale(point.Codes).Scale;
    }

    // The first code in the lowest bits of the first byte.
    private static byte[] Packed(int[] codes, int bits)
    {
        var low = (1 << bits) - 1;
        return BitPacking.Pack([.. codes.Select(c => (byte)(c & low))], bits);
    }
}

using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Codes;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Operators;
using Slimfront.Onnx.Schema;

namespace Slimfront.Onnx.Writing;

/// <summary>Codes of 4 and 2 bits side by side in bytes, for runtimes that know no such numbers: BitShift, Mod, DequantizeLinear.</summary>
internal sealed class ByteStorage : ITensorStorage
{
    private const int ByteBits = 8;
    private readonly SingleStorage _others = new();

    public OnnxVersion Version => OnnxVersion.Old;

    public string Put(NodeList list, Model model, Step step, int place)
    {
        var tensor = step.Tensors[place];
        if (!model.Grids.ContainsKey(tensor.Name))
            return _others.Put(list, model, step, place);
        var stored = StoredCodes.Of(model, tensor);
        // Bytes have no sign here: what is negative is moved up, and the zero with it.
        var shift = stored.IsSigned ? 1 << (stored.Bits - 1) : 0;
        var zeros = stored.Zeros.Length > 0 ? stored.Zeros : new int[stored.Scales.Length];
        var codes = Unpacked(list, tensor, [.. stored.Codes.Select(c => (byte)(c + shift))], stored.Bits);
        return Offset.Add(
            list,
            tensor,
            stored,
            list.Node(
                tensor.Name,
                "DequantizeLinear",
                [
                    codes,
                    list.Named(tensor.Name + ".scale", stored.ScaleShape, stored.Scales),
                    list.Constant(
                        ElementType.UInt8,
                        stored.ScaleShape,
                        [.. zeros.Select(z => (byte)(z + shift))]
                    ),
                ],
                stored.Axis
            )
        );
    }

    private static string Unpacked(NodeList list, TensorSpec tensor, byte[] codes, int bits)
    {
        var name = tensor.Name + ".codes";
        if (bits == ByteBits)
            return list.Named(name, ElementType.UInt8, tensor.Shape, codes);
        var perByte = ByteBits / bits;
        var packed = BitPacking.Pack(codes, bits);
        var bytes = list.Named(name, ElementType.UInt8, [packed.Length, 1], packed);
        byte[] shifts = [.. Enumerable.Range(0, perByte).Select(i => (byte)(i * bits))];
        var shifted = list.Node(
            name + "/1",
            "BitShift",
            [bytes, list.Constant(ElementType.UInt8, [1, perByte], shifts)],
            new LoweredAttribute("direction", "RIGHT")
        );
        var single = list.Node(
            name + "/2",
            "Mod",
            [shifted, list.Constant(ElementType.UInt8, [], [(byte)(1 << bits)])]
        );
        if (packed.Length * perByte > codes.Length)
        {
            var row = list.Node(name + "/3", "Reshape", [single, list.Integers(-1)]);
            single = list.Node(
                name + "/4",
                "Slice",
                [row, list.Integers(0), list.Integers(codes.Length), list.Integers(0)]
            );
        }
        return list.Node(name + "/5", "Reshape", [single, list.Integers([.. tensor.Shape])]);
    }
}

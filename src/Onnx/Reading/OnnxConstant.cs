using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Slimfront.Onnx.Schema;

namespace Slimfront.Onnx.Reading;

/// <summary>A tensor that stands in an ONNX file.</summary>
/// <param name="Name">Its name there.</param>
/// <param name="Dimensions">The lengths of its axes.</param>
/// <param name="Values">Its numbers in single precision, the last axis fastest.</param>
internal sealed record OnnxConstant(
    string Name,
    ImmutableArray<long> Dimensions,
    ReadOnlyMemory<float> Values
)
{
    private readonly long[]? _integers;

    private OnnxConstant(string name, ImmutableArray<long> dimensions, long[] integers)
        : this(name, dimensions, Array.ConvertAll(integers, i => (float)i)) => _integers = integers;

    /// <summary>Its only number; null if it has more.</summary>
    public float? Scalar => Values.Length == 1 ? Values.Span[0] : null;

    /// <summary>Its whole numbers: a shape, axes, places.</summary>
    /// <exception cref="InvalidDataException">It holds no whole numbers.</exception>
    public long[] Integers =>
        _integers ?? throw new InvalidDataException($"tensor '{Name}' should hold whole numbers.");

    /// <summary>The same numbers as another shape.</summary>
    public OnnxConstant As(ImmutableArray<long> dimensions) => this with { Dimensions = dimensions };

    /// <summary>With its first two axes swapped; it has no others.</summary>
    public OnnxConstant Transposed()
    {
        var (rows, columns) = ((int)Dimensions[0], (int)Dimensions[1]);
        var turned = new float[Values.Length];
        var values = Values.Span;
        for (var r = 0; r < rows; r++)
        for (var c = 0; c < columns; c++)
            turned[(c * rows) + r] = values[(r * columns) + c];
        return new(Name, [columns, rows], turned);
    }

    /// <summary>Reads a tensor.</summary>
    /// <exception cref="InvalidDataException">It has fewer or more numbers than its shape says, or holds what is no number.</exception>
    public static OnnxConstant Of(TensorProto tensor)
    {
        ImmutableArray<long> dimensions = [.. tensor.Dims];
        var count = 1L;
        foreach (var length in dimensions)
            count = length >= 0 ? checked(count * length) : throw Broken(tensor, "has a negative length");
        var type = (ElementType)tensor.DataType;
        if (type is ElementType.Single or ElementType.Double or ElementType.Half)
        {
            var values = Singles(tensor, type);
            if (values.Length != count)
                throw Broken(
                    tensor,
                    $"has {values.Length} numbers for the shape {string.Join('×', dimensions)}"
                );
            if (values.Any(v => !float.IsFinite(v)) && count > 1)
                throw Broken(tensor, "holds NaN or infinity");
            return new(tensor.Name, dimensions, values);
        }
        var integers = Whole(tensor, type);
        return integers.Length == count
            ? new(tensor.Name, dimensions, integers)
            : throw Broken(
                tensor,
                $"has {integers.Length} numbers for the shape {string.Join('×', dimensions)}"
            );
    }

    private static float[] Singles(TensorProto tensor, ElementType type)
    {
        var raw = tensor.RawData.Span;
        return type switch
        {
            ElementType.Single when tensor.FloatData.Count > 0 => [.. tensor.FloatData],
            ElementType.Double when tensor.DoubleData.Count > 0 =>
            [
                .. tensor.DoubleData.Select(d => (float)d),
            ],
            ElementType.Half when tensor.Int32Data.Count > 0 =>
            [
                .. tensor.Int32Data.Select(i => (float)BitConverter.UInt16BitsToHalf((ushort)i)),
            ],
            ElementType.Single => Each(raw, sizeof(float), BinaryPrimitives.ReadSingleLittleEndian),
            ElementType.Double => Each(
                raw,
                sizeof(double),
                b => (float)BinaryPrimitives.ReadDoubleLittleEndian(b)
            ),
            _ => Each(raw, sizeof(short), b => (float)BinaryPrimitives.ReadHalfLittleEndian(b)),
        };
    }

    private static long[] Whole(TensorProto tensor, ElementType type)
    {
        var raw = tensor.RawData.Span;
        if (tensor.Int64Data.Count > 0)
            return [.. tensor.Int64Data];
        if (tensor.Int32Data.Count > 0)
            return [.. tensor.Int32Data.Select(i => (long)i)];
        return type switch
        {
            ElementType.Int64 => Each(raw, sizeof(long), BinaryPrimitives.ReadInt64LittleEndian),
            ElementType.Int32 => Each(raw, sizeof(int), b => (long)BinaryPrimitives.ReadInt32LittleEndian(b)),
            ElementType.UInt8 or ElementType.Boolean => Each(raw, 1, b => (long)b[0]),
            ElementType.Int8 => Each(raw, 1, b => (long)(sbyte)b[0]),
            _ => throw Broken(
                tensor,
                $"holds numbers of the type {type}; networks in single precision are read, with whole numbers as shapes and places"
            ),
        };
    }

    private delegate T Reading<T>(ReadOnlySpan<byte> bytes);

    private static T[] Each<T>(ReadOnlySpan<byte> raw, int size, Reading<T> read)
    {
        var values = new T[raw.Length / size];
        if (values is float[] singles && size == sizeof(float) && BitConverter.IsLittleEndian)
        {
            MemoryMarshal.Cast<byte, float>(raw[..(singles.Length * size)]).CopyTo(singles);
            return values;
        }
        for (var i = 0; i < values.Length; i++)
            values[i] = read(raw[(i * size)..]);
        return values;
    }

    private static InvalidDataException Broken(TensorProto tensor, string how) =>
        new($"tensor '{tensor.Name}' {how}.");
}

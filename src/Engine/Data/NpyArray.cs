using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace Slimfront.Engine.Data;

/// <summary>An array in NumPy's npy format.</summary>
/// <remarks>
/// NEP 1: magic, version, header length, a Python dictionary as text, then the values. Read here are, in C order and
/// little-endian, floating-point numbers, whole numbers and truth values of every width that NumPy has on all machines,
/// and texts ('&lt;U' and '|S') as labels.
/// </remarks>
/// <param name="Shape">The dimensions.</param>
/// <param name="Type">The type as NumPy writes it.</param>
/// <param name="Content">The values' bytes.</param>
internal sealed partial record NpyArray(ImmutableArray<int> Shape, string Type, ReadOnlyMemory<byte> Content)
{
    private static readonly ImmutableArray<string> Numbers =
    [
        "<f2",
        "<f4",
        "<f8",
        "|i1",
        "<i2",
        "<i4",
        "<i8",
        "|u1",
        "<u2",
        "<u4",
        "<u8",
        "|b1",
    ];

    private const int BytesOfLetter = 4;

    /// <summary>Whether the values are texts.</summary>
    public bool IsText => Type[1] is 'U' or 'S';

    /// <summary>Bytes of one value.</summary>
    private int Width => WidthOf(Type);

    /// <summary>The number of values.</summary>
    public int Count => Width == 0 ? Shape.Aggregate(1, (product, n) => product * n) : Content.Length / Width;

    /// <summary>Reads a whole file.</summary>
    /// <exception cref="InvalidDataException">It is damaged, or of a type that is not read here; one line says why.</exception>
    public static NpyArray Parse(ReadOnlyMemory<byte> file)
    {
        var bytes = file.Span;
        if (bytes.Length < 12 || bytes[0] != 0x93 || !bytes[1..].StartsWith("NUMPY"u8))
            throw new InvalidDataException("it is not in npy format");
        var isFirstVersion = bytes[6] == 1;
        var start = isFirstVersion ? 10 : 12;
        var length = isFirstVersion
            ? BinaryPrimitives.ReadUInt16LittleEndian(bytes[8..])
            : BinaryPrimitives.ReadUInt32LittleEndian(bytes[8..]);
        if (start + (long)length > bytes.Length)
            throw new InvalidDataException("its header is cut off");
        var header = Encoding.UTF8.GetString(bytes.Slice(start, (int)length));
        var (type, shape) = ParseHeader(header);
        var content = file[(start + (int)length)..];
        var expected = shape.Aggregate((Int128)WidthOf(type), (product, n) => product * n);
        if (expected != content.Length)
            throw new InvalidDataException(
                $"its shape ({string.Join(", ", shape)}) of '{type}' takes {expected} bytes, {content.Length} are there"
            );
        return new(shape, type, content);
    }

    /// <summary>The values as single-precision numbers.</summary>
    public float[] ToSingle()
    {
        var values = new float[Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = (float)Number(i);
        return values;
    }

    /// <summary>The values as labels, each as one would write it.</summary>
    /// <exception cref="InvalidDataException">One is not finite.</exception>
    public string[] ToLabels()
    {
        var values = new string[Count];
        for (var i = 0; i < values.Length; i++)
            values[i] = Label(i);
        return values;
    }

    private string Label(int index)
    {
        var bytes = Content.Span.Slice(index * Width, Width);
        if (Type[1] == 'U')
            return Encoding.UTF32.GetString(bytes).TrimEnd('\0');
        if (Type[1] == 'S')
            return Encoding.UTF8.GetString(bytes).TrimEnd('\0');
        // A double does not hold every long whole number, nor the short form of a narrow one.
        var label = Type switch
        {
            "<i8" => $"{BinaryPrimitives.ReadInt64LittleEndian(bytes)}",
            "<u8" => $"{BinaryPrimitives.ReadUInt64LittleEndian(bytes)}",
            "<f2" => BinaryPrimitives.ReadHalfLittleEndian(bytes).ToString(CultureInfo.InvariantCulture),
            "<f4" => BinaryPrimitives.ReadSingleLittleEndian(bytes).ToString(CultureInfo.InvariantCulture),
            _ => Number(index).ToString(CultureInfo.InvariantCulture),
        };
        return double.IsFinite(Number(index))
            ? label
            : throw new InvalidDataException($"it holds the label {label}; a missing value is no class");
    }

    private double Number(int index)
    {
        var bytes = Content.Span[(index * Width)..];
        return Type switch
        {
            "<f2" => (double)BinaryPrimitives.ReadHalfLittleEndian(bytes),
            "<f4" => BinaryPrimitives.ReadSingleLittleEndian(bytes),
            "<f8" => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
            "|i1" => (sbyte)bytes[0],
            "<i2" => BinaryPrimitives.ReadInt16LittleEndian(bytes),
            "<i4" => BinaryPrimitives.ReadInt32LittleEndian(bytes),
            "<i8" => BinaryPrimitives.ReadInt64LittleEndian(bytes),
            "<u2" => BinaryPrimitives.ReadUInt16LittleEndian(bytes),
            "<u4" => BinaryPrimitives.ReadUInt32LittleEndian(bytes),
            "<u8" => BinaryPrimitives.ReadUInt64LittleEndian(bytes),
            _ => bytes[0],
        };
    }

    private static int WidthOf(string type) =>
        int.Parse(type[2..], CultureInfo.InvariantCulture) * (type[1] == 'U' ? BytesOfLetter : 1);

    private static string? Problem(string type)
    {
        if (Numbers.Contains(type, StringComparer.Ordinal) || Text().IsMatch(type))
            return null;
        var read =
            $"its type is '{type}'; read are {string.Join(", ", Numbers.Order(StringComparer.Ordinal))}";
        return type switch
        {
            ['>', ..] => $"{read}: save it in little-endian order, as by x.astype('<{type[1..]}')",
            "|O" => $"{read}: Python objects are not; give numpy.asarray a type, such as x.astype('float32')",
            _ => read,
        };
    }

    [GeneratedRegex(@"^(?:<U|\|S)[0-9]{1,6}$", RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex Text();

    private static (string Type, ImmutableArray<int> Shape) ParseHeader(string header)
    {
        var match = Header().Match(header);
        if (!match.Success)
            throw new InvalidDataException("its header is not a NumPy one");
        var type = match.Groups["type"].Value;
        if (Problem(type) is { } problem)
            throw new InvalidDataException(problem);
        if (match.Groups["order"].Value == "True")
            throw new InvalidDataException("it is in Fortran order; save it with numpy.ascontiguousarray");
        var shape = match
            .Groups["shape"]
            .Value.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return shape.All(s => int.TryParse(s, out _))
            ? (type, [.. shape.Select(int.Parse)])
            : throw new InvalidDataException("its shape is too large");
    }

    // NumPy sorts the keys, so their order is fixed.
    [GeneratedRegex(
        @"^\{'descr': '(?<type>[^']*)', 'fortran_order': (?<order>True|False), 'shape': \((?<shape>[0-9, ]*)\),? *\}",
        RegexOptions.ExplicitCapture,
        matchTimeoutMilliseconds: 1000
    )]
    private static partial Regex Header();
}

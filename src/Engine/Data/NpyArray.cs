using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text;
using System.Text.RegularExpressions;

namespace Slimfront.Engine.Data;

/// <summary>An array in NumPy's npy format.</summary>
/// <remarks>
/// NEP 1: magic, version, header length, a Python dictionary as text, then the values. Read here are little-endian
/// '&lt;f4', '&lt;f8', '&lt;i4', '&lt;i8' and '|u1' in C order.
/// </remarks>
/// <param name="Shape">The dimensions.</param>
/// <param name="Type">The type as NumPy writes it.</param>
/// <param name="Content">The values' bytes.</param>
internal sealed partial record NpyArray(ImmutableArray<int> Shape, string Type, ReadOnlyMemory<byte> Content)
{
    private static readonly ImmutableDictionary<string, int> Widths = new Dictionary<string, int>(
        StringComparer.Ordinal
    )
    {
        ["<f4"] = 4,
        ["<f8"] = 8,
        ["|u1"] = 1,
        ["<i4"] = 4,
        ["<i8"] = 8,
    }.ToImmutableDictionary();

    /// <summary>Whether the values are whole numbers.</summary>
    public bool IsWhole => Type[1] != 'f';

    /// <summary>The number of values.</summary>
    public int Count => Content.Length / Widths[Type];

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
        var expected = shape.Aggregate((Int128)Widths[type], (product, n) => product * n);
        if (expected != content.Length)
            throw new InvalidDataException(
                $"its shape ({string.Join(", ", shape)}) takes {expected} bytes, {content.Length} are there"
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

    /// <summary>The values as labels.</summary>
    /// <exception cref="InvalidDataException">One is not a small whole number.</exception>
    public int[] ToLabels()
    {
        var values = new int[Count];
        for (var i = 0; i < values.Length; i++)
        {
            var number = Number(i);
            if (number is < 0 or > 1_000_000 || number != Math.Floor(number))
                throw new InvalidDataException(
                    $"it holds the label {number}; labels are whole and count from 0"
                );
            values[i] = (int)number;
        }
        return values;
    }

    private double Number(int index)
    {
        var bytes = Content.Span[(index * Widths[Type])..];
        return Type switch
        {
            "<f4" => BinaryPrimitives.ReadSingleLittleEndian(bytes),
            "<f8" => BinaryPrimitives.ReadDoubleLittleEndian(bytes),
            "<i4" => BinaryPrimitives.ReadInt32LittleEndian(bytes),
            "<i8" => BinaryPrimitives.ReadInt64LittleEndian(bytes),
            _ => bytes[0],
        };
    }

    private static (string Type, ImmutableArray<int> Shape) ParseHeader(string header)
    {
        var match = Header().Match(header);
        if (!match.Success)
            throw new InvalidDataException("its header is not a NumPy one");
        var type = match.Groups["type"].Value;
        if (!Widths.ContainsKey(type))
            throw new InvalidDataException(
                $"its type is '{type}'; read are {string.Join(", ", Widths.Keys.Order(StringComparer.Ordinal))}"
            );
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

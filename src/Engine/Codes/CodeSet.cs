using System.Collections.Immutable;

namespace Slimfront.Engine.Codes;

/// <summary>The whole numbers that stand for the values of a quantized tensor, and how they are packed.</summary>
/// <remarks>
/// Of b bits: symmetric −(2ᵇ⁻¹ − 1) … 2ᵇ⁻¹ − 1, affine 0 … 2ᵇ − 1. Three values are −1, 0, 1 or 0, 1, 2, five of them in a
/// byte: 3⁵ = 243 ≤ 256. Four values that lie evenly around 0 are −3, −1, 1, 3; 0 is none of them. The sets "int2", −1, 0, 1
/// in two bits each, are those of older files.
/// </remarks>
public sealed class CodeSet
{
    private readonly int _shift;

    private CodeSet(string name, int lowest, int highest, int step, int shift, int? bits)
    {
        (Name, Lowest, Highest, Step, Bits) = (name, lowest, highest, step, bits);
        (_shift, IsSymmetric) = (shift, lowest < 0);
    }

    /// <summary>−1, 0, 1.</summary>
    public static CodeSet Ternary { get; } = new("ternary", -1, 1, 1, 1, null);

    /// <summary>0, 1, 2.</summary>
    public static CodeSet AffineTernary { get; } = new("uternary", 0, 2, 1, 0, null);

    /// <summary>−3, −1, 1, 3.</summary>
    public static CodeSet Odd { get; } = new("odd2", -3, 3, 2, 3, 2);

    /// <summary>All of them. Packed files know a set by its place: a new one comes last, and none ever moves.</summary>
    public static ImmutableArray<CodeSet> All { get; } =
    [
        .. ((int[])[8, 7, 4, 3, 2]).SelectMany(b => (CodeSet[])[SignedOf(b), UnsignedOf(b)]),
        Ternary,
        AffineTernary,
        Odd,
    ];

    /// <summary>What files call it.</summary>
    public string Name { get; }

    /// <summary>The smallest code.</summary>
    public int Lowest { get; }

    /// <summary>The largest code.</summary>
    public int Highest { get; }

    /// <summary>The distance of neighbours: 1, or 2 where only odd numbers are codes.</summary>
    public int Step { get; }

    /// <summary>The bits of a code; null where five of three values share a byte.</summary>
    public int? Bits { get; }

    /// <summary>Whether the codes lie evenly around 0, so that a grid has no zero points.</summary>
    public bool IsSymmetric { get; }

    /// <summary>Whether the value 0 is on every grid.</summary>
    public bool HasZero => Step == 1;

    /// <summary>What a code takes in fortieths of a byte: in them 8, 7, 4, 3, 2 and 8/5 bits are whole.</summary>
    internal int Room => Bits * Fortieth.OfBit ?? Fortieth.OfByte / TritPacking.PerByte;

    /// <summary>The symmetric codes of some bits.</summary>
    /// <param name="bits">8, 7, 4, 3 or 2.</param>
    public static CodeSet Signed(int bits) => Named($"int{bits}") ?? throw None(bits);

    /// <summary>The affine codes of some bits.</summary>
    /// <param name="bits">8, 7, 4, 3 or 2.</param>
    public static CodeSet Unsigned(int bits) => Named($"uint{bits}") ?? throw None(bits);

    /// <summary>The set that files call by a name; null if there is none.</summary>
    public static CodeSet? Named(string name) => All.FirstOrDefault(s => s.Name == name);

    /// <summary>The code nearest to a number; of two, the even one, or the larger one where all are odd.</summary>
    public int Nearest(double number, int zeroPoint)
    {
        var code =
            Step == 1
                ? Math.Round(number, MidpointRounding.ToEven) + zeroPoint
                : (Math.Floor(number / Step) * Step) + 1;
        return (int)Math.Clamp(code, Lowest, Highest);
    }

    /// <inheritdoc/>
    public override string ToString() => Name;

    /// <summary>The bytes that so many codes take.</summary>
    internal long Bytes(long count) =>
        Bits is { } bits ? BitPacking.Bytes(count, bits) : TritPacking.Bytes(count);

    /// <summary>Codes as they lie in a file.</summary>
    internal byte[] Pack(ReadOnlySpan<int> codes)
    {
        var stored = new byte[codes.Length];
        for (var i = 0; i < stored.Length; i++)
            stored[i] = (byte)((codes[i] + _shift) / Step);
        return Bits is { } bits ? BitPacking.Pack(stored, bits) : TritPacking.Pack(stored);
    }

    /// <summary>The codes that were packed.</summary>
    /// <exception cref="FormatException">What is packed are not so many codes of the set.</exception>
    internal int[] Unpack(ReadOnlySpan<byte> packed, int count)
    {
        var isClean = Bits is { } b
            ? BitPacking.EndsClean(packed, b, count)
            : TritPacking.EndsClean(packed, count);
        if (!isClean)
            throw new FormatException("bits behind the last code");
        var stored = Bits is { } bits
            ? BitPacking.Unpack(packed, bits, count)
            : TritPacking.Unpack(packed, count);
        var codes = new int[count];
        for (var i = 0; i < count; i++)
        {
            codes[i] = (stored[i] * Step) - _shift;
            if (codes[i] < Lowest || codes[i] > Highest)
                throw new FormatException($"the code {codes[i]}, which its grid lacks");
        }
        return codes;
    }

    private static CodeSet SignedOf(int bits)
    {
        var half = 1 << (bits - 1);
        return new($"int{bits}", 1 - half, half - 1, 1, half, bits);
    }

    private static CodeSet UnsignedOf(int bits) => new($"uint{bits}", 0, (1 << bits) - 1, 1, 0, bits);

    private static ArgumentOutOfRangeException None(int bits) =>
        new(nameof(bits), bits, "Codes have 8, 7, 4, 3 or 2 bits.");
}

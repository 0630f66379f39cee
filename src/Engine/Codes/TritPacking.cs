namespace Slimfront.Engine.Codes;

/// <summary>Numbers from 0 to 2, five of them in a byte: t₀ + 3·t₁ + 9·t₂ + 27·t₃ + 81·t₄ ≤ 242.</summary>
internal static class TritPacking
{
    /// <summary>How many numbers share a byte.</summary>
    public const int PerByte = 5;

    private const int Base = 3;
    private static readonly int[] Powers = [1, 3, 9, 27, 81, 243];

    /// <summary>The bytes that so many numbers take.</summary>
    public static long Bytes(long count) => (count + PerByte - 1) / PerByte;

    /// <summary>Packs numbers; the last byte is filled up with zeros.</summary>
    public static byte[] Pack(ReadOnlySpan<byte> numbers)
    {
        var packed = new byte[Bytes(numbers.Length)];
        for (var i = 0; i < numbers.Length; i++)
            packed[i / PerByte] += (byte)(numbers[i] * Powers[i % PerByte]);
        return packed;
    }

    /// <summary>The numbers that were packed.</summary>
    public static byte[] Unpack(ReadOnlySpan<byte> packed, int count)
    {
        var numbers = new byte[count];
        for (var i = 0; i < count; i++)
            numbers[i] = (byte)(packed[i / PerByte] / Powers[i % PerByte] % Base);
        return numbers;
    }

    /// <summary>Whether every byte holds five numbers, and what fills up the last one is zeros.</summary>
    public static bool EndsClean(ReadOnlySpan<byte> packed, long count)
    {
        foreach (var part in packed)
            if (part >= Powers[PerByte])
                return false;
        var used = (int)(count % PerByte);
        return used == 0 || packed[^1] < Powers[used];
    }
}

namespace Slimfront.Engine.Artifacts;

/// <summary>Small whole numbers side by side in bytes, the first one in the lowest bits.</summary>
internal static class BitPacking
{
    private const int ByteBits = 8;

    /// <summary>The bytes that so many numbers take.</summary>
    public static long Bytes(long count, int bits) => ((count * bits) + ByteBits - 1) / ByteBits;

    /// <summary>Packs numbers of 1, 2, 4 or 8 bits; the last byte is filled up with zeros.</summary>
    public static byte[] Pack(ReadOnlySpan<byte> numbers, int bits)
    {
        var packed = new byte[Bytes(numbers.Length, bits)];
        var perByte = ByteBits / bits;
        for (var i = 0; i < numbers.Length; i++)
            packed[i / perByte] |= (byte)(numbers[i] << (i % perByte * bits));
        return packed;
    }

    /// <summary>The numbers that were packed.</summary>
    public static byte[] Unpack(ReadOnlySpan<byte> packed, int bits, int count)
    {
        var numbers = new byte[count];
        var perByte = ByteBits / bits;
        var low = (1 << bits) - 1;
        for (var i = 0; i < count; i++)
            numbers[i] = (byte)((packed[i / perByte] >> (i % perByte * bits)) & low);
        return numbers;
    }

    /// <summary>Whether what fills up the last byte is zeros, as it must be.</summary>
    public static bool EndsClean(ReadOnlySpan<byte> packed, int bits, long count)
    {
        var used = (int)(count * bits % ByteBits);
        return used == 0 || packed[^1] >> used == 0;
    }
}

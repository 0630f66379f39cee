namespace Slimfront.Engine.Codes;

/// <summary>Small whole numbers side by side in bytes, the first one in the lowest bits; one may lie across two bytes.</summary>
internal static class BitPacking
{
    private const int ByteBits = 8;

    /// <summary>The bytes that so many numbers take.</summary>
    public static long Bytes(long count, int bits) => ((count * bits) + ByteBits - 1) / ByteBits;

    /// <summary>Packs numbers of 1 to 8 bits; the last byte is filled up with zeros.</summary>
    public static byte[] Pack(ReadOnlySpan<byte> numbers, int bits)
    {
        var packed = new byte[Bytes(numbers.Length, bits)];
        for (var i = 0; i < numbers.Length; i++)
        {
            var (place, offset) = Place(i, bits);
            var shifted = numbers[i] << offset;
            packed[place] |= (byte)shifted;
            if (offset + bits > ByteBits)
                packed[place + 1] |= (byte)(shifted >> ByteBits);
        }
        return packed;
    }

    /// <summary>The numbers that were packed.</summary>
    public static byte[] Unpack(ReadOnlySpan<byte> packed, int bits, int count)
    {
        var numbers = new byte[count];
        var low = (1 << bits) - 1;
        for (var i = 0; i < count; i++)
        {
            var (place, offset) = Place(i, bits);
            var pair = packed[place] | (offset + bits > ByteBits ? packed[place + 1] << ByteBits : 0);
            numbers[i] = (byte)((pair >> offset) & low);
        }
        return numbers;
    }

    /// <summary>Whether what fills up the last byte is zeros, as it must be.</summary>
    public static bool EndsClean(ReadOnlySpan<byte> packed, int bits, long count)
    {
        var used = (int)(count * bits % ByteBits);
        return used == 0 || packed[^1] >> used == 0;
    }

    private static (int Place, int Offset) Place(int number, int bits)
    {
        var bit = (long)number * bits;
        return ((int)(bit / ByteBits), (int)(bit % ByteBits));
    }
}

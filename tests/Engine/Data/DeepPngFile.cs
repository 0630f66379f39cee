using System.Buffers.Binary;
using System.IO.Compression;
using Slimfront.Engine.Data;

namespace Slimfront.Engine.Tests.Data;

/// <summary>Writes PNG files of 16 bits a channel in colours; every row has another filter.</summary>
internal static class DeepPngFile
{
    private const int Pixel = 6;

    // PNG 3, §8.1: where the pass of each pixel of an 8×8 square stands.
    private const string Adam7 =
        "16462646" + "77777777" + "56565656" + "77777777" + "36463646" + "77777777" + "56565656" + "77777777";

    public static byte[] Of(ushort[] samples, int width, int height, bool isInterlaced)
    {
        var header = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(header, width);
        BinaryPrimitives.WriteInt32BigEndian(header.AsSpan(4), height);
        (header[8], header[9], header[12]) = (16, 2, (byte)(isInterlaced ? 1 : 0));
        using var packed = new MemoryStream();
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            foreach (var pass in isInterlaced ? "1234567" : "0")
                Write(zlib, samples, width, height, pass);
        return
        [
            0x89,
            .. "PNG"u8,
            13,
            10,
            26,
            10,
            .. Chunk("IHDR"u8, header),
            .. Chunk("IDAT"u8, packed.ToArray()),
            .. Chunk("IEND"u8, []),
        ];
    }

    /// <summary>A chunk of any PNG file.</summary>
    public static byte[] Chunk(ReadOnlySpan<byte> type, byte[] content)
    {
        byte[] checkedPart = [.. type, .. content];
        var (length, checksum) = (new byte[4], new byte[4]);
        BinaryPrimitives.WriteInt32BigEndian(length, content.Length);
        BinaryPrimitives.WriteUInt32BigEndian(checksum, Crc32.Of(checkedPart));
        return [.. length, .. checkedPart, .. checksum];
    }

    private static void Write(Stream zlib, ushort[] samples, int width, int height, char pass)
    {
        byte[]? above = null;
        var filter = 0;
        for (var y = 0; y < height; y++)
        {
            byte[] row =
            [
                .. Enumerable
                    .Range(0, width)
                    .Where(x => pass == '0' || Adam7[(y % 8 * 8) + (x % 8)] == pass)
                    .SelectMany(x => samples[(((y * width) + x) * 3)..][..3])
                    .SelectMany(s => (byte[])[(byte)(s >> 8), (byte)s]),
            ];
            if (row.Length == 0)
                continue;
            above ??= new byte[row.Length];
            zlib.WriteByte((byte)filter);
            zlib.Write(Filtered(row, above, filter));
            above = row;
            filter = (filter + 1) % 5;
        }
    }

    private static byte[] Filtered(byte[] row, byte[] above, int filter) =>
        [
            .. row.Select(
                (value, i) =>
                {
                    int a = i < Pixel ? 0 : row[i - Pixel];
                    int b = above[i];
                    int c = i < Pixel ? 0 : above[i - Pixel];
                    int[] nearest = [.. ((int[])[a, b, c]).OrderBy(p => Math.Abs(a + b - c - p))];
                    int[] predictions = [0, a, b, (a + b) / 2, nearest[0]];
                    return (byte)(value - predictions[filter]);
                }
            ),
        ];
}

using System.Buffers.Binary;
using System.IO.Compression;

namespace Slimfront.Engine.Data;

/// <summary>PNG files of 16 bits a channel, of which SkiaSharp would keep 8.</summary>
/// <remarks>PNG 3 (W3C 2025): §5 chunks, §7 rows, §8.1 interlacing by Adam7, §9 filters, §11.3.1.1 a colour that is transparent.</remarks>
internal static class DeepPng
{
    private const int DepthAt = 24;
    private const int HeaderLength = 33;
    private const int Sample = 2;

    // The seven passes of Adam7: the first pixel and the steps between pixels.
    private static readonly (int X, int Y, int StepX, int StepY)[] Passes =
    [
        (0, 0, 8, 8),
        (4, 0, 8, 8),
        (0, 4, 4, 8),
        (2, 0, 4, 4),
        (0, 2, 2, 4),
        (1, 0, 2, 2),
        (0, 1, 1, 2),
    ];

    /// <summary>How every PNG file begins.</summary>
    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 13, 10, 26, 10];

    /// <summary>Whether a file is such a one.</summary>
    public static bool Is(ReadOnlySpan<byte> file) =>
        file.Length > HeaderLength && file.StartsWith(Signature) && file[DepthAt] == 16;

    /// <summary>Red, green, blue and opacity of every pixel, row by row.</summary>
    /// <exception cref="InvalidDataException">The file is not whole.</exception>
    public static ushort[] Read(ReadOnlySpan<byte> file)
    {
        var width = BinaryPrimitives.ReadInt32BigEndian(file[16..]);
        var height = BinaryPrimitives.ReadInt32BigEndian(file[20..]);
        var channels = file[25] switch
        {
            0 => 1,
            2 => 3,
            4 => 2,
            6 => 4,
            _ => throw Damaged(),
        };
        var (data, transparent) = Chunks(file[Signature.Length..], channels);
        using var unpacked = new ZLibStream(new MemoryStream(data), CompressionMode.Decompress);
        var pixels = new ushort[width * height * 4];
        var passes = file[28] == 0 ? [(0, 0, 1, 1)] : Passes;
        foreach (var pass in passes)
            ReadPass(unpacked, pass, channels, transparent, pixels, width, height);
        return pixels;
    }

    // The pixels of one pass; without interlacing there is one, with all of them.
    private static void ReadPass(
        Stream unpacked,
        (int X, int Y, int StepX, int StepY) pass,
        int channels,
        byte[]? transparent,
        ushort[] pixels,
        int width,
        int height
    )
    {
        var columns = (width - pass.X + pass.StepX - 1) / pass.StepX;
        if (columns <= 0)
            return;
        var length = channels * Sample;
        var (above, row) = (new byte[columns * length], new byte[columns * length]);
        for (var y = pass.Y; y < height; y += pass.StepY)
        {
            ReadRow(unpacked, row, above, length);
            for (var c = 0; c < columns; c++)
                Put(
                    row.AsSpan(c * length),
                    channels,
                    transparent,
                    pixels.AsSpan(((y * width) + pass.X + (c * pass.StepX)) * 4, 4)
                );
            (above, row) = (row, above);
        }
    }

    // The packed pixels, and the one colour that is transparent, if there is one.
    private static (byte[] Data, byte[]? Transparent) Chunks(ReadOnlySpan<byte> chunks, int channels)
    {
        using var data = new MemoryStream();
        byte[]? transparent = null;
        while (chunks.Length >= 12)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(chunks);
            if (length > chunks.Length - 12)
                throw Damaged();
            var type = chunks.Slice(4, 4);
            var content = chunks.Slice(8, (int)length);
            var checksum = BinaryPrimitives.ReadUInt32BigEndian(chunks[(8 + (int)length)..]);
            if (Crc32.Of(chunks.Slice(4, 4 + (int)length)) != checksum)
                throw Damaged();
            if (type.SequenceEqual("IEND"u8))
                return (data.ToArray(), transparent);
            if (type.SequenceEqual("IDAT"u8))
                data.Write(content);
            if (type.SequenceEqual("tRNS"u8) && channels % 2 == 1 && length == channels * Sample)
                transparent = content.ToArray();
            chunks = chunks[(12 + (int)length)..];
        }
        throw Damaged();
    }

    // A row as it was before it was filtered: each byte less a prediction from those left of it, above and between.
    private static void ReadRow(Stream unpacked, byte[] row, byte[] above, int distance)
    {
        int filter;
        try
        {
            filter = unpacked.ReadByte();
            unpacked.ReadExactly(row);
        }
        catch (EndOfStreamException)
        {
            throw Damaged();
        }
        for (var i = 0; i < row.Length; i++)
        {
            int left = i < distance ? 0 : row[i - distance];
            int corner = i < distance ? 0 : above[i - distance];
            row[i] += (byte)(
                filter switch
                {
                    0 => 0,
                    1 => left,
                    2 => above[i],
                    3 => (left + above[i]) / 2,
                    4 => Paeth(left, above[i], corner),
                    _ => throw Damaged(),
                }
            );
        }
    }

    private static int Paeth(int left, int above, int corner)
    {
        var estimate = left + above - corner;
        var (a, b, c) = (Math.Abs(estimate - left), Math.Abs(estimate - above), Math.Abs(estimate - corner));
        if (a <= b && a <= c)
            return left;
        return b <= c ? above : corner;
    }

    private static void Put(ReadOnlySpan<byte> from, int channels, byte[]? transparent, Span<ushort> pixel)
    {
        var isGrey = channels < 3;
        for (var c = 0; c < 3; c++)
            pixel[c] = BinaryPrimitives.ReadUInt16BigEndian(from[(isGrey ? 0 : c * Sample)..]);
        if (channels % 2 == 0)
            pixel[3] = BinaryPrimitives.ReadUInt16BigEndian(from[((channels - 1) * Sample)..]);
        else
            pixel[3] = transparent is not null && from.StartsWith(transparent) ? (ushort)0 : ushort.MaxValue;
    }

    private static InvalidDataException Damaged() => new("it is damaged or cut off");
}

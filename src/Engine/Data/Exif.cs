using System.Buffers.Binary;
using SkiaSharp;

namespace Slimfront.Engine.Data;

/// <summary>How a picture is to be turned, from the Exif data of a PNG or WebP file; SkiaSharp knows that of JPEG.</summary>
/// <remarks>
/// Exif 2.3, tag 0x112. In a PNG file it stands in the chunk eXIf (PNG 3, §11.3.4.5), in a WebP file in the chunk EXIF
/// (RFC 9649 §2.7.1.5), there maybe behind the mark that JPEG has.
/// </remarks>
internal static class Exif
{
    private const ushort OrientationTag = 0x112;
    private const int EntryLength = 12;

    private static ReadOnlySpan<byte> Mark => "Exif\0\0"u8;

    /// <summary>The orientation that a file tells; the usual one where it tells none.</summary>
    public static SKEncodedOrigin Orientation(ReadOnlySpan<byte> file)
    {
        var data =
            file.StartsWith(DeepPng.Signature) ? PngChunk(file[DeepPng.Signature.Length..])
            : file.StartsWith("RIFF"u8) && file.Length > 12 ? WebPChunk(file[12..])
            : [];
        return (SKEncodedOrigin)Parse(data.StartsWith(Mark) ? data[Mark.Length..] : data);
    }

    private static ReadOnlySpan<byte> PngChunk(ReadOnlySpan<byte> chunks)
    {
        while (chunks.Length >= 12)
        {
            var length = BinaryPrimitives.ReadUInt32BigEndian(chunks);
            if (length > chunks.Length - 12)
                return [];
            if (chunks[4..].StartsWith("eXIf"u8))
                return chunks.Slice(8, (int)length);
            chunks = chunks[((int)length + 12)..];
        }
        return [];
    }

    // Chunks of an odd length are filled up by a byte.
    private static ReadOnlySpan<byte> WebPChunk(ReadOnlySpan<byte> chunks)
    {
        while (chunks.Length >= 8)
        {
            var length = BinaryPrimitives.ReadUInt32LittleEndian(chunks[4..]);
            if (length > chunks.Length - 8)
                return [];
            if (chunks.StartsWith("EXIF"u8))
                return chunks.Slice(8, (int)length);
            chunks = chunks[Math.Min(chunks.Length, (int)length + 8 + (int)(length % 2))..];
        }
        return [];
    }

    // TIFF 6.0 §2: the order of bytes, 42, where the entries begin; an entry is tag, type, count and value.
    private static ushort Parse(ReadOnlySpan<byte> tiff)
    {
        const ushort Usual = 1;
        if (tiff.Length < 8 || !(tiff.StartsWith("II"u8) || tiff.StartsWith("MM"u8)))
            return Usual;
        var isLittle = tiff[0] == 'I';
        var start = isLittle
            ? BinaryPrimitives.ReadUInt32LittleEndian(tiff[4..])
            : BinaryPrimitives.ReadUInt32BigEndian(tiff[4..]);
        if (start > tiff.Length - 2)
            return Usual;
        var entries = tiff[((int)start + 2)..];
        for (int n = Short(tiff[(int)start..], isLittle); n > 0 && entries.Length >= EntryLength; n--)
        {
            if (Short(entries, isLittle) == OrientationTag)
                return Short(entries[8..], isLittle) is > 0 and <= 8 and var value ? value : Usual;
            entries = entries[EntryLength..];
        }
        return Usual;
    }

    private static ushort Short(ReadOnlySpan<byte> bytes, bool isLittle) =>
        isLittle
            ? BinaryPrimitives.ReadUInt16LittleEndian(bytes)
            : BinaryPrimitives.ReadUInt16BigEndian(bytes);
}

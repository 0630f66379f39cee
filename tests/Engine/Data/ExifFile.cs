using System.Buffers.Binary;

namespace Slimfront.Engine.Tests.Data;

/// <summary>Puts the mark how a picture is turned into PNG and WebP files.</summary>
internal static class ExifFile
{
    private const int AfterHeader = 33;

    public static byte[] Turned(byte[] file, int orientation)
    {
        // One entry in little-endian order: tag 0x112, a short, one of them.
        var exif = Convert.FromHexString("49492A0008000000010012010300010000000000000000000000");
        exif[18] = (byte)orientation;
        if (file[0] == 0x89)
            return [.. file[..AfterHeader], .. DeepPngFile.Chunk("eXIf"u8, exif), .. file[AfterHeader..]];
        // The extended form of WebP: flags (8 for Exif), the size less one, then the picture, then the mark.
        byte[] size = [31, 0, 0, 31, 0, 0];
        byte[] body =
        [
            .. "WEBP"u8,
            .. Chunk("VP8X"u8, [8, 0, 0, 0, .. size]),
            .. file[12..],
            .. Chunk("EXIF"u8, exif),
        ];
        return [.. "RIFF"u8, .. Length(body.Length), .. body];
    }

    private static byte[] Chunk(ReadOnlySpan<byte> type, byte[] content) =>
        [.. type, .. Length(content.Length), .. content];

    private static byte[] Length(int length)
    {
        var bytes = new byte[4];
        BinaryPrimitives.WriteInt32LittleEndian(bytes, length);
        return bytes;
    }
}

using System.Buffers.Binary;
using System.IO.Compression;
using Slimfront.Search;

namespace Slimfront.Engine.Data;

/// <summary>Reads whole files, packed with gzip or not: their first bytes tell.</summary>
internal static class PackedFile
{
    private const int ShortestMember = 18;

    private static ReadOnlySpan<byte> Magic => [0x1f, 0x8b];

    /// <summary>The content of a file, unpacked.</summary>
    /// <exception cref="UserErrorException">It is missing or damaged.</exception>
    public static byte[] Read(string path)
    {
        try
        {
            if (!HasContent(path))
                return [];
            var content = File.ReadAllBytes(path);
            if (content.Length < ShortestMember || !content.AsSpan().StartsWith(Magic))
                return content;
            using var unpacked = new MemoryStream();
            using var gzip = new GZipStream(new MemoryStream(content), CompressionMode.Decompress);
            gzip.CopyTo(unpacked);
            return IsWhole(content, unpacked.GetBuffer().AsSpan(0, (int)unpacked.Length))
                ? unpacked.ToArray()
                : throw new InvalidDataException("The packed data end too early.");
        }
        catch (InvalidDataException e)
        {
            throw new UserErrorException($"'{path}' is damaged: it cannot be unpacked.", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Unreadable(path, e);
        }
    }

    /// <summary>Whether a file has content: not an empty one, and no pipe, socket or device, where reading may wait for ever.</summary>
    /// <exception cref="IOException">It is missing.</exception>
    public static bool HasContent(string path)
    {
        var file = new FileInfo(path);
        var target = file.LinkTarget is null ? file : file.ResolveLinkTarget(returnFinalTarget: true);
        return ((FileInfo)target!).Length > 0;
    }

    /// <summary>The error that a file cannot be read, with what may help.</summary>
    public static UserErrorException Unreadable(string path, Exception why) =>
        new(
            Directory.Exists(path) ? $"'{path}' is a folder; a file is wanted here."
                : File.Exists(path) ? $"'{path}' cannot be read: {why.Message}"
                : $"'{path}' does not exist.{LostPath.Hint(path)}",
            why
        );

    // The framework takes a file that was cut off for one that ends there. RFC 1952 §2.3.1: last come the checksum and
    // the length of the last member, which is the only one as a rule.
    private static bool IsWhole(ReadOnlySpan<byte> packed, ReadOnlySpan<byte> content)
    {
        var length = BinaryPrimitives.ReadUInt32LittleEndian(packed[^4..]);
        var checksum = BinaryPrimitives.ReadUInt32LittleEndian(packed[^8..]);
        return length <= content.Length && Crc32.Of(content[^(int)length..]) == checksum;
    }
}

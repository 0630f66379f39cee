using System.Text.Unicode;
using Slimfront.Search;

namespace Slimfront.Engine.Data;

/// <summary>The text of a file: UTF-8, or what a byte order mark says; packed with gzip or not.</summary>
internal static class CsvText
{
    /// <summary>Opens a file whose text is sound.</summary>
    /// <exception cref="UserErrorException">It cannot be read, or a line of it is in another encoding.</exception>
    public static StreamReader Open(string path)
    {
        var content = PackedFile.Read(path);
        if (!HasWideMark(content))
            Check(path, content);
        return new(new MemoryStream(content));
    }

    // The marks of UTF-16 and UTF-32.
    private static bool HasWideMark(ReadOnlySpan<byte> content) =>
        content.StartsWith((ReadOnlySpan<byte>)[0xff, 0xfe])
        || content.StartsWith((ReadOnlySpan<byte>)[0xfe, 0xff])
        || content.StartsWith((ReadOnlySpan<byte>)[0, 0, 0xfe, 0xff]);

    private static void Check(string path, ReadOnlySpan<byte> content)
    {
        if (Utf8.IsValid(content) && !content.Contains((byte)0))
            return;
        for (var number = 1; ; number++)
        {
            var end = content.IndexOfAny((byte)'\n', (byte)'\r');
            var line = end < 0 ? content : content[..end];
            if (line.Contains((byte)0))
                throw new UserErrorException(
                    $"'{path}', line {number}: it is not text: a byte of it is 0. Save the file as UTF-8."
                );
            if (!Utf8.IsValid(line))
                throw new UserErrorException(
                    $"'{path}', line {number}: it is not UTF-8 (Latin-1 or Windows-1252, maybe). Save the file as UTF-8."
                );
            content = content[(end + (content[end..].StartsWith("\r\n"u8) ? 2 : 1))..];
        }
    }
}

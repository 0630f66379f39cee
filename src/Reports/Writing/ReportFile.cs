using System.Text;
using Slimfront.Search;

namespace Slimfront.Reports.Writing;

/// <summary>Writes files whole or not at all.</summary>
public static class ReportFile
{
    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false);

    /// <summary>Writes a text in UTF-8 without a byte order mark.</summary>
    /// <returns>The file's name.</returns>
    /// <exception cref="UserErrorException">The file cannot be written.</exception>
    public static string Write(string directory, string name, string text) =>
        Write(directory, name, Utf8.GetBytes(text));

    /// <summary>Writes bytes beside the file's place, then moves them there.</summary>
    /// <returns>The file's name.</returns>
    /// <exception cref="UserErrorException">The file cannot be written.</exception>
    public static string Write(string directory, string name, byte[] bytes)
    {
        var path = Path.Combine(directory, name);
        var part = Path.Combine(directory, $".{name}.{Environment.ProcessId}.part");
        try
        {
            Directory.CreateDirectory(directory);
            File.WriteAllBytes(part, bytes);
            File.Move(part, path, overwrite: true);
            return name;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Discard(part);
            throw new UserErrorException($"cannot write '{path}': {e.Message.ReplaceLineEndings(" ")}", e);
        }
    }

    private static void Discard(string part)
    {
        try
        {
            File.Delete(part);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The first error is the one to tell; the part is small and hidden.
        }
    }
}

using System.Text;

namespace Slimfront.Actors.Security;

/// <summary>Files that only this user can read. (On Windows they have what their folder hands down.)</summary>
internal static class Private
{
    private const UnixFileMode ReadWrite = UnixFileMode.UserRead | UnixFileMode.UserWrite;

    /// <summary>Writes a new file.</summary>
    /// <exception cref="IOException">It exists.</exception>
    public static void Write(string file, ReadOnlySpan<byte> bytes)
    {
        var options = new FileStreamOptions { Mode = FileMode.CreateNew, Access = FileAccess.Write };
        if (!OperatingSystem.IsWindows())
            options.UnixCreateMode = ReadWrite;
        using var stream = new FileStream(file, options);
        stream.Write(bytes);
    }

    /// <summary>Writes a new file.</summary>
    /// <exception cref="IOException">It exists.</exception>
    public static void Write(string file, string text) => Write(file, Encoding.UTF8.GetBytes(text));

    /// <summary>Makes a folder that only this user can look into; one that exists stays as it is.</summary>
    public static void CreateFolder(string folder)
    {
        if (OperatingSystem.IsWindows())
            Directory.CreateDirectory(folder);
        else
            Directory.CreateDirectory(folder, ReadWrite | UnixFileMode.UserExecute);
    }
}

using System.Globalization;

namespace Slimfront.Actors.Artifacts;

/// <summary>A folder of what is unfinished; all of it is gone at the next start.</summary>
/// <param name="folder">Where it is.</param>
public sealed class WorkFiles(string folder)
{
    private long _made;

    /// <summary>A file name nobody else uses.</summary>
    public string NewFile(string purpose) =>
        Path.Combine(
            folder,
            string.Create(CultureInfo.InvariantCulture, $"{purpose}-{Interlocked.Increment(ref _made)}")
        );

    /// <summary>An empty folder nobody else uses.</summary>
    public string NewFolder(string purpose) => Directory.CreateDirectory(NewFile(purpose)).FullName;

    /// <summary>Removes a folder and what was left in it.</summary>
    public static void Remove(string folder)
    {
        try
        {
            Directory.Delete(folder, recursive: true);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // A dying process may still hold a file; the next start removes it.
        }
    }

    /// <summary>Removes everything that a killed process left.</summary>
    internal void Clear()
    {
        if (Directory.Exists(folder))
            Directory.Delete(folder, recursive: true);
    }
}

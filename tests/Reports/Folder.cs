namespace Slimfront.Reports.Tests;

/// <summary>A directory that goes away with the test.</summary>
public sealed class Folder : IDisposable
{
    public string Path { get; } = Directory.CreateTempSubdirectory("slimfront-reports-").FullName;

    /// <summary>The files in it with their contents.</summary>
    public SortedDictionary<string, byte[]> Contents =>
        new(
            Directory
                .EnumerateFiles(Path)
                .ToDictionary(f => System.IO.Path.GetFileName(f), File.ReadAllBytes, StringComparer.Ordinal),
            StringComparer.Ordinal
        );

    public string Text(string name) => File.ReadAllText(System.IO.Path.Combine(Path, name));

    public void Dispose() => Directory.Delete(Path, recursive: true);
}

using System.Collections.Immutable;

namespace Slimfront.Actors.Artifacts;

/// <summary>What a file of a store is.</summary>
public enum StoreEntryKind
{
    /// <summary>What a stage gave.</summary>
    Artifact,

    /// <summary>How far an attempt came.</summary>
    Checkpoint,

    /// <summary>What came of an artifact so far.</summary>
    Partial,

    /// <summary>An artifact whose content was not what its name says.</summary>
    Damaged,
}

/// <summary>A file of a store that may be removed.</summary>
/// <param name="Kind">What it is.</param>
/// <param name="Name">Identity of the artifact, or key of the stage.</param>
/// <param name="Path">Where it is.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="LastUsed">When it was last written or read, UTC.</param>
public sealed record StoreEntry(StoreEntryKind Kind, string Name, string Path, long Bytes, DateTime LastUsed)
{
    /// <summary>Every such file of a store.</summary>
    internal static ImmutableArray<StoreEntry> Of(StoreLayout layout) =>
        [
            .. Files(layout.Objects, StoreEntryKind.Artifact),
            .. Files(layout.Checkpoints, StoreEntryKind.Checkpoint),
            .. Files(layout.Partial, StoreEntryKind.Partial),
            .. Files(layout.Damaged, StoreEntryKind.Damaged),
        ];

    private static IEnumerable<StoreEntry> Files(string folder, StoreEntryKind kind)
    {
        if (!Directory.Exists(folder))
            yield break;
        foreach (var file in new DirectoryInfo(folder).EnumerateFiles("*", SearchOption.AllDirectories))
            if (Length(file) is { } bytes)
                yield return new(kind, file.Name, file.FullName, bytes, file.LastWriteTimeUtc);
    }

    // Null where the file has gone meanwhile.
    private static long? Length(FileInfo file)
    {
        try
        {
            return file.Length;
        }
        catch (IOException)
        {
            return null;
        }
    }
}

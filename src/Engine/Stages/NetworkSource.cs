using Slimfront.Search.Stages;

namespace Slimfront.Engine.Stages;

/// <summary>Where a network comes from.</summary>
public abstract record NetworkSource
{
    private NetworkSource() { }

    /// <summary>A family has it, so that there are wider and narrower ones.</summary>
    /// <param name="Choice">The member.</param>
    public sealed record Member(ModelChoice Choice) : NetworkSource;

    /// <summary>Somebody brought it: there is this one only.</summary>
    /// <param name="Artifact">Its model file.</param>
    public sealed record Given(ArtifactId Artifact) : NetworkSource;
}

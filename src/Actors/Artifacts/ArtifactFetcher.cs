namespace Slimfront.Actors.Artifacts;

/// <summary>Gets artifacts from other nodes.</summary>
/// <param name="store">Where they go.</param>
/// <param name="token">The cluster's token.</param>
public sealed class ArtifactFetcher(ArtifactStore store, string token) : IDisposable
{
    /// <summary>Where artifacts go.</summary>
    public ArtifactStore Store => store;

    internal string Token => token;

    /// <summary>Closes all connections.</summary>
    public void Dispose() { }
}

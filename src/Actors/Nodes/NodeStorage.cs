using Slimfront.Actors.Artifacts;

namespace Slimfront.Actors.Nodes;

/// <summary>A node's artifacts, and the way to those of others.</summary>
/// <param name="Store">What it has.</param>
/// <param name="Fetcher">Gets what it has not.</param>
internal sealed record NodeStorage(ArtifactStore Store, ArtifactFetcher Fetcher)
{
    /// <summary>Opens the store.</summary>
    /// <param name="basis">The node.</param>
    /// <param name="owned">Closes it.</param>
    public static NodeStorage Open(NodeBasis basis, Ownership owned)
    {
        var options = basis.Options;
        var shared = options.SharedDirectory is { } folder
            ? new SharedFolder(folder, basis.Membership.Warn, options.Clock)
            : null;
        var store = owned.Own(ArtifactStore.Open(options.StoreDirectory, shared, options.Clock));
        var received = basis.Telemetry.Transfers.Received;
        return new(store, owned.Own(new ArtifactFetcher(store, basis.Token, basis.Handler(), received)));
    }
}

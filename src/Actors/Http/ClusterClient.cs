using System.Collections.Immutable;
using Slimfront.Search.Stages;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Http;

/// <summary>A client of a cluster, through any of its nodes.</summary>
/// <remarks>What the cluster refuses comes back as a <see cref="Search.UserErrorException"/> with its one line.</remarks>
/// <param name="node">Base address of a node's HTTP service.</param>
/// <param name="token">The cluster's token.</param>
public sealed class ClusterClient(Uri node, string token) : IDisposable
{
    /// <summary>Begins a study, or goes on with it.</summary>
    /// <returns>One line.</returns>
    public Task<string> SubmitAsync(StudySpec spec, CancellationToken cancel) => Unbuilt<string>();

    /// <summary>All studies.</summary>
    public Task<ImmutableArray<StudyView>> StudiesAsync(CancellationToken cancel) =>
        Unbuilt<ImmutableArray<StudyView>>();

    /// <summary>A study's events from a position on; waits for the first of them.</summary>
    /// <param name="study">Its name.</param>
    /// <param name="after">How many events are known already.</param>
    /// <param name="wait">How long to wait for a new one; none came when the answer is empty.</param>
    /// <param name="cancel">Gives up.</param>
    public Task<ImmutableArray<StudyEvent>> EventsAsync(
        string study,
        int after,
        TimeSpan wait,
        CancellationToken cancel
    ) => Unbuilt<ImmutableArray<StudyEvent>>();

    /// <summary>What the cluster is doing now.</summary>
    public Task<NodeView> ViewAsync(CancellationToken cancel) => Unbuilt<NodeView>();

    /// <summary>Asks a study to stop suggesting and to finish up.</summary>
    /// <returns>One line.</returns>
    public Task<string> StopAsync(string study, string reason, CancellationToken cancel) => Unbuilt<string>();

    /// <summary>Fetches an artifact, verified, into a file.</summary>
    public Task FetchArtifactAsync(ArtifactId artifact, string file, CancellationToken cancel) =>
        Unbuilt<int>();

    /// <summary>Closes all connections.</summary>
    public void Dispose() { }

    private Task<T> Unbuilt<T>() => throw new NotSupportedException($"{node} {token.Length}");
}

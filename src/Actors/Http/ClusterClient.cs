using System.Collections.Immutable;
using System.Net.Http.Json;
using System.Text.Json;
using Slimfront.Actors.Artifacts;
using Slimfront.Actors.Feeds;
using Slimfront.Actors.Journal;
using Slimfront.Actors.Serialization;
using Slimfront.Search;
using Slimfront.Search.Stages;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Http;

/// <summary>A client of a cluster, through any of its nodes.</summary>
/// <remarks>
/// What the cluster refuses comes back as a <see cref="UserErrorException"/> with its one line. Every request may be sent twice
/// without harm, so it is sent again, to another node if there is one, while a coordinator moves or a node that answered
/// before is silent.
/// </remarks>
public sealed class ClusterClient : IStudyFeed, IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly ClusterConnection _connection;

    /// <summary>A client.</summary>
    /// <param name="node">Base address of a node's HTTP service.</param>
    /// <param name="token">The cluster's token.</param>
    /// <param name="handler">
    /// Makes connections and follows no redirects; owned from now on. Null for the system's trust.
    /// </param>
    public ClusterClient(Uri node, string token, HttpMessageHandler? handler = null)
        : this([node], token, handler) { }

    /// <summary>A client that goes to another node when one is silent.</summary>
    /// <param name="nodes">Base addresses of nodes' HTTP services; one or more.</param>
    /// <param name="token">The cluster's token.</param>
    /// <param name="handler">As above.</param>
    /// <param name="outlasts">Whether it waits out the silence of nodes that answered before, as while a coordinator moves.</param>
    public ClusterClient(
        ImmutableArray<Uri> nodes,
        string token,
        HttpMessageHandler? handler = null,
        bool outlasts = true
    ) => _connection = new(nodes, token, handler, outlasts);

    /// <summary>Begins a study, or goes on with it.</summary>
    /// <returns>One line.</returns>
    public async Task<string> SubmitAsync(StudySpec spec, CancellationToken cancel)
    {
        var body = WireFormat.EncodeSpec(spec);
        using var response = await _connection.SendAsync(HttpMethod.Post, "/studies", Body, Patience, cancel);
        return await response.Content.ReadAsStringAsync(cancel);

        HttpContent Body() =>
            new ByteArrayContent(body) { Headers = { ContentType = new(Replies.MessagePack) } };
    }

    /// <summary>All studies.</summary>
    public Task<ImmutableArray<StudyView>> StudiesAsync(CancellationToken cancel) =>
        JsonAsync<ImmutableArray<StudyView>>("/studies", cancel);

    /// <summary>What the cluster is doing now.</summary>
    public Task<NodeView> ViewAsync(CancellationToken cancel) => JsonAsync<NodeView>("/view", cancel);

    /// <summary>Names of artifacts and checkpoints that no store may remove.</summary>
    public async Task<ImmutableHashSet<string>> NeededAsync(CancellationToken cancel)
    {
        using var response = await _connection.SendAsync(HttpMethod.Get, "/needed", null, Patience, cancel);
        var names = await response.Content.ReadAsStringAsync(cancel);
        return [.. names.Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }

    /// <summary>What a study's slots said while they worked: by stage, attempt and percent.</summary>
    public Task<ImmutableArray<ProgressPoint>> ProgressAsync(string study, CancellationToken cancel) =>
        JsonAsync<ImmutableArray<ProgressPoint>>($"/studies/{Uri.EscapeDataString(study)}/progress", cancel);

    /// <inheritdoc/>
    /// <remarks>Where the stream breaks, or the coordinator moves, it goes on from the last number that came.</remarks>
    public IAsyncEnumerable<FeedUpdate> FollowAsync(string study, int after, CancellationToken cancel) =>
        new EventStreamReader(_connection, study).FollowAsync(after, cancel);

    /// <summary>Asks a study to stop suggesting and to finish up.</summary>
    /// <returns>One line.</returns>
    public Task<string> StopAsync(string study, string reason, CancellationToken cancel) =>
        OrderAsync(study, "stop", reason, cancel);

    /// <summary>Asks a study to stand still; what runs leaves a checkpoint.</summary>
    /// <returns>One line.</returns>
    public Task<string> PauseAsync(string study, string reason, CancellationToken cancel) =>
        OrderAsync(study, "pause", reason, cancel);

    /// <summary>Asks a paused study to go on.</summary>
    /// <returns>One line.</returns>
    public Task<string> ContinueAsync(string study, string reason, CancellationToken cancel) =>
        OrderAsync(study, "continue", reason, cancel);

    /// <summary>Fetches an artifact, checked, into a file, from whichever node has it.</summary>
    /// <exception cref="UserErrorException">No node has it whole.</exception>
    public async Task FetchArtifactAsync(ArtifactId artifact, string file, CancellationToken cancel)
    {
        var view = await ViewAsync(cancel);
        var partial = file + ".partial";
        foreach (
            var source in view
                .Slots.Select(s => s.Source)
                .Concat(_connection.Nodes.All.Select(n => n.AbsoluteUri))
                .Distinct(StringComparer.Ordinal)
        )
        {
            var at = new Uri(new Uri(source), $"/artifacts/{artifact.Hex}");
            // A node whose bytes were wrong looks at its own copy before it sends it again.
            if (
                !await TryFetchAsync(at, artifact, partial, cancel)
                && !await TryFetchAsync(new(at, "?" + ArtifactEndpoint.Doubted), artifact, partial, cancel)
            )
                continue;
            File.Move(partial, file, overwrite: true);
            return;
        }

        File.Delete(partial);
        throw new UserErrorException(
            $"No node of the cluster at {_connection.Nodes.Text} has artifact {artifact.Short} whole."
        );
    }

    /// <summary>Closes all connections.</summary>
    public void Dispose() => _connection.Dispose();

    private async Task<string> OrderAsync(string study, string order, string reason, CancellationToken cancel)
    {
        var path = $"/studies/{Uri.EscapeDataString(study)}/{order}";
        using var response = await _connection.SendAsync(
            HttpMethod.Post,
            path,
            () => new StringContent(reason),
            Patience,
            cancel
        );
        return await response.Content.ReadAsStringAsync(cancel);
    }

    private async Task<bool> TryFetchAsync(
        Uri address,
        ArtifactId artifact,
        string file,
        CancellationToken cancel
    )
    {
        try
        {
            using var response = await _connection.GetAsync(address, cancel);
            if (!response.IsSuccessStatusCode)
                return false;
            using var idle = new IdleLimit(Patience, cancel);
            using var target = HashedFile.Open(file);
            target.Clear();
            await using var body = await response.Content.ReadAsStreamAsync(cancel);
            await Inflow.CopyAsync(body, target, long.MaxValue, idle);
            return target.Identity() == artifact;
        }
        catch (Exception e)
            when (e is HttpRequestException or HttpIOException
                || (e is OperationCanceledException && !cancel.IsCancellationRequested)
            )
        {
            return false;
        }
    }

    private async Task<T> JsonAsync<T>(string path, CancellationToken cancel)
    {
        using var response = await _connection.SendAsync(HttpMethod.Get, path, null, Patience, cancel);
        try
        {
            return await response.Content.ReadFromJsonAsync<T>(Replies.Json, cancel)
                ?? throw new UserErrorException($"{_connection.Nodes.Text} answered {path} with nothing.");
        }
        catch (JsonException e)
        {
            throw new UserErrorException(
                $"{_connection.Nodes.Text} answered {path} with something else than JSON.",
                e
            );
        }
    }
}

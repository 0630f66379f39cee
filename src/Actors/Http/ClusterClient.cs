using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Runtime.Serialization;
using System.Text.Json;
using Slimfront.Actors.Artifacts;
using Slimfront.Actors.Runners;
using Slimfront.Actors.Serialization;
using Slimfront.Search;
using Slimfront.Search.Stages;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Http;

/// <summary>A client of a cluster, through any of its nodes.</summary>
/// <remarks>What the cluster refuses comes back as a <see cref="UserErrorException"/> with its one line.</remarks>
public sealed class ClusterClient : IDisposable
{
    private const int MostRedirects = 5;
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);

    private readonly Uri _node;
    private readonly HttpClient _client;
    private readonly string _token;

    /// <summary>A client.</summary>
    /// <param name="node">Base address of a node's HTTP service.</param>
    /// <param name="token">The cluster's token.</param>
    /// <param name="handler">
    /// Makes connections and follows no redirects; owned from now on. Null for the system's trust.
    /// </param>
    public ClusterClient(Uri node, string token, HttpMessageHandler? handler = null)
    {
        _node = node;
        _token = token;
        // Redirects are followed here: the usual handler would drop the token on its way.
        _client = new(handler ?? new SocketsHttpHandler { AllowAutoRedirect = false })
        {
            Timeout = Timeout.InfiniteTimeSpan,
        };
    }

    /// <summary>Begins a study, or goes on with it.</summary>
    /// <returns>One line.</returns>
    public async Task<string> SubmitAsync(StudySpec spec, CancellationToken cancel)
    {
        var body = WireFormat.EncodeSpec(spec);
        using var response = await SendAsync(HttpMethod.Post, "/studies", Body, Patience, cancel);
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
        using var response = await SendAsync(HttpMethod.Get, "/needed", null, Patience, cancel);
        var names = await response.Content.ReadAsStringAsync(cancel);
        return [.. names.Split('\n', StringSplitOptions.RemoveEmptyEntries)];
    }

    /// <summary>A study's events from a position on, in order; some of them where there are many.</summary>
    /// <param name="study">Its name.</param>
    /// <param name="after">How many events are known already.</param>
    /// <param name="wait">How long to wait for a new one; none came when the answer is empty.</param>
    /// <param name="cancel">Gives up.</param>
    public async Task<ImmutableArray<StudyEvent>> EventsAsync(
        string study,
        int after,
        TimeSpan wait,
        CancellationToken cancel
    )
    {
        var seconds = Math.Ceiling(wait.TotalSeconds);
        var path = string.Create(
            CultureInfo.InvariantCulture,
            $"/studies/{Uri.EscapeDataString(study)}/events?after={after}&wait={seconds}"
        );
        using var response = await SendAsync(HttpMethod.Get, path, null, wait + Patience, cancel);
        try
        {
            return WireFormat.DecodeEvents(await response.Content.ReadAsByteArrayAsync(cancel));
        }
        catch (SerializationException e)
        {
            throw new UserErrorException(
                $"{_node} sent events that cannot be read: {OneLine.Of(e.Message)}",
                e
            );
        }
    }

    /// <summary>Asks a study to stop suggesting and to finish up.</summary>
    /// <returns>One line.</returns>
    public async Task<string> StopAsync(string study, string reason, CancellationToken cancel)
    {
        var path = $"/studies/{Uri.EscapeDataString(study)}/stop";
        using var response = await SendAsync(
            HttpMethod.Post,
            path,
            () => new StringContent(reason),
            Patience,
            cancel
        );
        return await response.Content.ReadAsStringAsync(cancel);
    }

    /// <summary>Fetches an artifact, checked, into a file, from whichever node has it.</summary>
    /// <exception cref="UserErrorException">No node has it whole.</exception>
    public async Task FetchArtifactAsync(ArtifactId artifact, string file, CancellationToken cancel)
    {
        var view = await ViewAsync(cancel);
        var partial = file + ".partial";
        foreach (
            var source in view
                .Slots.Select(s => s.Source)
                .Prepend(_node.AbsoluteUri)
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
            $"No node of the cluster at {_node} has artifact {artifact.Short} whole."
        );
    }

    /// <summary>Closes all connections.</summary>
    public void Dispose() => _client.Dispose();

    private async Task<bool> TryFetchAsync(
        Uri address,
        ArtifactId artifact,
        string file,
        CancellationToken cancel
    )
    {
        try
        {
            using var request = Request(HttpMethod.Get, address, null);
            using var response = await _client.SendAsync(
                request,
                HttpCompletionOption.ResponseHeadersRead,
                cancel
            );
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
        using var response = await SendAsync(HttpMethod.Get, path, null, Patience, cancel);
        try
        {
            return await response.Content.ReadFromJsonAsync<T>(Replies.Json, cancel)
                ?? throw new UserErrorException($"{_node} answered {path} with nothing.");
        }
        catch (JsonException e)
        {
            throw new UserErrorException($"{_node} answered {path} with something else than JSON.", e);
        }
    }

    private async Task<HttpResponseMessage> SendAsync(
        HttpMethod method,
        string path,
        Func<HttpContent>? body,
        TimeSpan limit,
        CancellationToken cancel
    )
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        patience.CancelAfter(limit);
        var address = new Uri(_node, path);
        try
        {
            for (var hop = 0; hop <= MostRedirects; hop++)
            {
                using var request = Request(method, address, body?.Invoke());
                var response = await _client.SendAsync(request, patience.Token);
                if (response.IsSuccessStatusCode)
                    return response;
                using (response)
                    address =
                        response.StatusCode == HttpStatusCode.TemporaryRedirect
                            ? Target(address, response)
                            : throw await RefusalAsync(response, patience.Token);
            }
        }
        catch (HttpRequestException e)
        {
            throw new UserErrorException(
                $"No node answers at {address.GetLeftPart(UriPartial.Authority)}: {Reason(e)}",
                e
            );
        }
        catch (OperationCanceledException e) when (!cancel.IsCancellationRequested)
        {
            throw new UserErrorException(
                $"{address.GetLeftPart(UriPartial.Authority)} did not answer within {limit.TotalSeconds:0} s.",
                e
            );
        }

        throw new UserErrorException(
            $"The nodes of the cluster at {_node} send each other's clients in circles; try again."
        );
    }

    private HttpRequestMessage Request(HttpMethod method, Uri address, HttpContent? body) =>
        new(method, address)
        {
            Content = body,
            Headers = { Authorization = new AuthenticationHeaderValue("Bearer", _token) },
        };

    // The token goes along, so never from an encrypted connection to an open one.
    private static Uri Target(Uri from, HttpResponseMessage response)
    {
        var target = response.Headers.Location is { } location ? new Uri(from, location) : null;
        var isSafe = target?.Scheme == from.Scheme || target?.Scheme == Uri.UriSchemeHttps;
        return target is not null && isSafe
            ? target
            : throw new UserErrorException($"{from} redirects to '{target}', which is not followed.");
    }

    private static string Reason(HttpRequestException e) =>
        e.HttpRequestError switch
        {
            HttpRequestError.SecureConnectionError =>
                "it shows no certificate of this cluster's authority for that name, or wants another one of ours "
                    + $"({OneLine.Of(e.InnerException?.Message ?? e.Message)})",
            HttpRequestError.ResponseEnded =>
                $"{OneLine.Of(e.Message)} A node with TLS is called by https://.",
            _ => OneLine.Of(e.Message),
        };

    private static async Task<UserErrorException> RefusalAsync(
        HttpResponseMessage response,
        CancellationToken cancel
    )
    {
        var line = OneLine.Of(await response.Content.ReadAsStringAsync(cancel));
        return new(
            line.Length > 0 ? line : $"The node answered {(int)response.StatusCode} {response.ReasonPhrase}."
        );
    }
}

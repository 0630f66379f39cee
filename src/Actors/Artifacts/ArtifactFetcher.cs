using System.Collections.Immutable;
using System.Net;
using System.Net.Http.Headers;
using Slimfront.Actors.Http;
using Slimfront.Actors.Protocol;
using Slimfront.Actors.Runners;
using Slimfront.Search.Stages;

namespace Slimfront.Actors.Artifacts;

/// <summary>Gets artifacts from other nodes over HTTP: resumed where a transfer broke off, checked before use.</summary>
/// <remarks>
/// The hash is taken of what comes while it comes, so a transfer costs one pass over its bytes here. Memory is bounded by
/// two buffers for each transfer, whatever the artifact's length.
/// </remarks>
public sealed class ArtifactFetcher : IDisposable
{
    private const int Rounds = 2;
    private static readonly TimeSpan LongestPause = TimeSpan.FromSeconds(30);

    private readonly ArtifactStore _store;
    private readonly HttpClient _client;

    // Two slots that need one artifact must not write one partial file: transfers are kept apart by first digit.
    private readonly ImmutableArray<SemaphoreSlim> _gates =
    [
        .. Enumerable.Range(0, 16).Select(_ => new SemaphoreSlim(1)),
    ];

    /// <summary>A fetcher.</summary>
    /// <param name="store">Where artifacts go.</param>
    /// <param name="token">What other nodes ask for.</param>
    /// <param name="handler">Makes connections; owned from now on. Null for plain HTTP and the system's trust.</param>
    public ArtifactFetcher(ArtifactStore store, string token, HttpMessageHandler? handler = null)
    {
        _store = store;
        _client = new(handler ?? DefaultHandler()) { Timeout = Timeout.InfiniteTimeSpan };
        _client.DefaultRequestHeaders.Authorization = new("Bearer", token);
    }

    /// <summary>The file of an artifact, from the store or else from the first source that has it whole.</summary>
    /// <param name="input">Which, and who may have it.</param>
    /// <param name="cancel">Gives up; what came so far is kept.</param>
    /// <exception cref="ArtifactMissingException">No source has it.</exception>
    /// <exception cref="StoreFullException">The disk is full.</exception>
    public async Task<string> GetAsync(InputArtifact input, CancellationToken cancel)
    {
        ArgumentNullException.ThrowIfNull(input);
        var artifact = input.Artifact;
        if (!StoreFiles.IsHash(artifact.Hex))
            throw new ArtifactMissingException(input, $"'{artifact}' is not the identity of an artifact.");
        var gate = _gates[Convert.ToInt32(artifact.Hex[..1], 16)];
        await gate.WaitAsync(cancel);
        try
        {
            return _store.PathOfVerified(artifact) ?? await FetchAsync(input, cancel);
        }
        catch (IOException e) when (e is not StoreFullException && HostSystem.IsDiskFull(e))
        {
            // What cannot be finished only takes room from what can.
            File.Delete(_store.PartialOf(artifact));
            throw new StoreFullException($"The disk of the artifact store '{_store.Directory}' is full.", e);
        }
        finally
        {
            gate.Release();
        }
    }

    /// <summary>Closes all connections.</summary>
    public void Dispose()
    {
        _client.Dispose();
        foreach (var gate in _gates)
            gate.Dispose();
    }

    private async Task<string> FetchAsync(InputArtifact input, CancellationToken cancel)
    {
        var answers = new List<string>();
        for (var round = 0; round < Rounds; round++)
            foreach (var source in input.Sources)
                try
                {
                    return await DownloadAsync(input, source, cancel);
                }
                catch (Exception e) when (IsSourceFault(e, cancel))
                {
                    answers.Add($"{source}: {OneLine.Of(e.Message)}");
                }

        var tried =
            answers.Count == 0
                ? "no source is known"
                : string.Join("; ", answers.Distinct(StringComparer.Ordinal));
        throw new ArtifactMissingException(input, $"Artifact {input.Artifact.Short} cannot be had: {tried}.");
    }

    // A source whose bytes were wrong is asked once more: it then looks at its own copy before it sends it.
    private async Task<string> DownloadAsync(InputArtifact input, string source, CancellationToken cancel)
    {
        if (!Uri.TryCreate(source, UriKind.Absolute, out var at) || at.Scheme is not ("http" or "https"))
            throw new InvalidDataException("not an HTTP address");
        var fault = await TryDownloadAsync(input, at, isDoubted: false, cancel) is null
            ? null
            : await TryDownloadAsync(input, at, isDoubted: true, cancel);
        return fault is null
            ? _store.Accept(_store.PartialOf(input.Artifact), input.Artifact)
            : throw new InvalidDataException(fault);
    }

    // What is wrong with what came; null where the partial file is the artifact now.
    private async Task<string?> TryDownloadAsync(
        InputArtifact input,
        Uri source,
        bool isDoubted,
        CancellationToken cancel
    )
    {
        var partial = _store.PartialOf(input.Artifact);
        using (var file = HashedFile.Open(partial))
        {
            if (file.Length > input.Bytes)
                file.Clear();
            _store.RequireRoom(input.Bytes - file.Length);
            if (file.Length < input.Bytes)
                await ReceiveAsync(new Uri(source, PathOf(input.Artifact, isDoubted)), input, file, cancel);
            if (file.Length < input.Bytes)
                return $"ended after {file.Length} of {input.Bytes} bytes";
            if (file.Identity() == input.Artifact)
                return null;
        }

        File.Delete(partial);
        return "sent other bytes than the artifact's";
    }

    private static string PathOf(ArtifactId artifact, bool isDoubted) =>
        $"/artifacts/{artifact.Hex}{(isDoubted ? "?" + ArtifactEndpoint.Doubted : "")}";

    private async Task ReceiveAsync(
        Uri address,
        InputArtifact input,
        HashedFile file,
        CancellationToken cancel
    )
    {
        using var idle = new IdleLimit(LongestPause, cancel);
        using var request = new HttpRequestMessage(HttpMethod.Get, address);
        if (file.Length > 0)
            request.Headers.Range = new RangeHeaderValue(file.Length, null);
        using var response = await _client.SendAsync(
            request,
            HttpCompletionOption.ResponseHeadersRead,
            idle.Token
        );
        GoOn(file, response);
        await using var body = await response.Content.ReadAsStreamAsync(idle.Token);
        await Inflow.CopyAsync(body, file, input.Bytes, idle);
    }

    // A source may answer with the rest, or with the whole.
    private static void GoOn(HashedFile file, HttpResponseMessage response)
    {
        var isRest =
            response.StatusCode == HttpStatusCode.PartialContent
            && response.Content.Headers.ContentRange?.From == file.Length;
        if (!isRest && response.StatusCode != HttpStatusCode.OK)
            throw new InvalidDataException($"answered {(int)response.StatusCode} {response.ReasonPhrase}");
        if (!isRest)
            file.Clear();
    }

    private static bool IsSourceFault(Exception e, CancellationToken cancel) =>
        !cancel.IsCancellationRequested
        && e is not StoreFullException
        && !HostSystem.IsDiskFull(e)
        && e is HttpRequestException or IOException or InvalidDataException or OperationCanceledException;

    private static SocketsHttpHandler DefaultHandler() =>
        new() { ConnectTimeout = TimeSpan.FromSeconds(5), AllowAutoRedirect = false };
}

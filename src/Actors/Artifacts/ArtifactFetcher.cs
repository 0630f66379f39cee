using System.Collections.Immutable;
using System.Net;
using System.Net.Http.Headers;
using Slimfront.Actors.Protocol;
using Slimfront.Actors.Runners;

namespace Slimfront.Actors.Artifacts;

/// <summary>Gets artifacts from other nodes over HTTP: resumed where a transfer broke off, checked before use.</summary>
/// <remarks>Memory is bounded by one buffer for each transfer, whatever the artifact's length.</remarks>
public sealed class ArtifactFetcher : IDisposable
{
    private const int BufferBytes = 128 * 1024;
    private const int Rounds = 2;
    private static readonly TimeSpan IdleLimit = TimeSpan.FromSeconds(30);

    private readonly ArtifactStore _store;
    private readonly HttpClient _client;
    private readonly Action<long> _received;

    // Two slots that need one artifact must not write one partial file: transfers are kept apart by first digit.
    private readonly ImmutableArray<SemaphoreSlim> _gates =
    [
        .. Enumerable.Range(0, 16).Select(_ => new SemaphoreSlim(1)),
    ];

    /// <summary>A fetcher.</summary>
    /// <param name="store">Where artifacts go.</param>
    /// <param name="token">What other nodes ask for.</param>
    /// <param name="handler">Makes connections; owned from now on. Null for plain HTTP and the system's trust.</param>
    /// <param name="received">Told of bytes that came.</param>
    public ArtifactFetcher(
        ArtifactStore store,
        string token,
        HttpMessageHandler? handler = null,
        Action<long>? received = null
    )
    {
        _store = store;
        _received = received ?? (_ => { });
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
        catch (IOException e) when (HostSystem.IsDiskFull(e))
        {
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
                    await DownloadAsync(input, source, cancel);
                    return Accept(input);
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

    private async Task DownloadAsync(InputArtifact input, string source, CancellationToken cancel)
    {
        if (!Uri.TryCreate(source, UriKind.Absolute, out var at) || at.Scheme is not ("http" or "https"))
            throw new InvalidDataException("not an HTTP address");
        await using var file = new FileStream(
            _store.PartialOf(input.Artifact),
            FileMode.OpenOrCreate,
            FileAccess.Write,
            FileShare.None
        );
        if (file.Length > input.Bytes)
            file.SetLength(0);
        if (file.Length == input.Bytes)
            return;
        using var idle = CancellationTokenSource.CreateLinkedTokenSource(cancel);
        idle.CancelAfter(IdleLimit);
        using var request = new HttpRequestMessage(
            HttpMethod.Get,
            new Uri(at, $"/artifacts/{input.Artifact.Hex}")
        );
        if (file.Length > 0)
            request.Headers.Range = new RangeHeaderValue(file.Length, null);
        using var response = await _client.SendAsync(
            request,
            HttpCompletionOption.ResponseHeadersRead,
            idle.Token
        );
        Position(file, response);
        await using var body = await response.Content.ReadAsStreamAsync(idle.Token);
        await CopyAsync(body, file, input.Bytes, idle);
        await file.FlushAsync(cancel);
    }

    // A source may answer with the rest, or with the whole.
    private static void Position(FileStream file, HttpResponseMessage response)
    {
        var isRest =
            response.StatusCode == HttpStatusCode.PartialContent
            && response.Content.Headers.ContentRange?.From == file.Length;
        if (!isRest && response.StatusCode != HttpStatusCode.OK)
            throw new InvalidDataException($"answered {(int)response.StatusCode} {response.ReasonPhrase}");
        if (!isRest)
            file.SetLength(0);
        file.Position = file.Length;
    }

    private async Task CopyAsync(Stream from, FileStream to, long bytes, CancellationTokenSource idle)
    {
        var buffer = new byte[BufferBytes];
        while (true)
        {
            var read = await from.ReadAsync(buffer, idle.Token);
            if (read == 0)
                break;
            if (to.Position + read > bytes)
                throw new InvalidDataException($"sent more than the artifact's {bytes} bytes");
            await to.WriteAsync(buffer.AsMemory(0, read), idle.Token);
            _received(read);
            idle.CancelAfter(IdleLimit);
        }

        if (to.Position < bytes)
            throw new InvalidDataException($"ended after {to.Position} of {bytes} bytes");
    }

    private string Accept(InputArtifact input)
    {
        var partial = _store.PartialOf(input.Artifact);
        if (_store.AdoptAs(partial, input.Artifact) is { } path)
            return path;
        File.Delete(partial);
        throw new InvalidDataException("sent other bytes than the artifact's");
    }

    private static bool IsSourceFault(Exception e, CancellationToken cancel) =>
        !cancel.IsCancellationRequested
        && !HostSystem.IsDiskFull(e)
        && e is HttpRequestException or IOException or InvalidDataException or OperationCanceledException;

    private static SocketsHttpHandler DefaultHandler() =>
        new() { ConnectTimeout = TimeSpan.FromSeconds(5), AllowAutoRedirect = false };
}

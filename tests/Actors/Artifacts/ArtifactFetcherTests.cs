using System.Collections.Immutable;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using Slimfront.Actors.Artifacts;
using Slimfront.Actors.Protocol;
using Slimfront.Actors.Tests.Support;
using Slimfront.Search.Stages;

namespace Slimfront.Actors.Tests.Artifacts;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class ArtifactFetcherTests : IDisposable
{
    private static readonly byte[] Content =
    [
        .. Enumerable.Range(0, 300_000).Select(i => (byte)(i * i % 251)),
    ];
    private static readonly ArtifactId Artifact = new(Convert.ToHexStringLower(SHA256.HashData(Content)));

    private readonly TemporaryFolder _folder = new();
    private readonly ArtifactStore _store;
    private readonly Sources _sources = new();
    private readonly ArtifactFetcher _fetcher;

    public ArtifactFetcherTests()
    {
        _store = ArtifactStore.Open(_folder["store"]);
        _fetcher = new(_store, "secret", _sources);
    }

    [Test]
    public async Task An_artifact_arrives_whole_and_is_kept()
    {
        _sources["a"] = Whole;
        var path = await Get("http://a");
        _sources["a"] = _ => throw new AssertionException("It was asked for twice.");
        await Get("http://a");

        Assert.That(await File.ReadAllBytesAsync(path), Is.EqualTo(Content));
        Assert.That(_store.PathOfVerified(Artifact), Is.EqualTo(path));
        Assert.That(Directory.GetFiles(_folder["store/partial"]), Is.Empty);
    }

    [Test]
    public async Task The_token_goes_along()
    {
        AuthenticationHeaderValue? seen = null;
        _sources["a"] = request =>
        {
            seen = request.Headers.Authorization;
            return Whole(request);
        };
        await Get("http://a");

        Assert.That(seen?.ToString(), Is.EqualTo("Bearer secret"));
    }

    [Test]
    public async Task A_transfer_that_broke_off_goes_on_at_another_source()
    {
        long? from = null;
        _sources["a"] = _ => Reply(HttpStatusCode.OK, Content[..100_000]);
        _sources["b"] = request =>
        {
            from = request.Headers.Range?.Ranges.First().From;
            return Rest(request);
        };
        var path = await Get("http://a", "http://b");

        Assert.That(from, Is.EqualTo(100_000));
        Assert.That(await File.ReadAllBytesAsync(path), Is.EqualTo(Content));
    }

    [Test]
    public async Task A_partial_file_of_a_killed_node_is_gone_on_with()
    {
        await File.WriteAllBytesAsync(_folder[$"store/partial/{Artifact.Hex}"], Content[..299_999]);
        _sources["a"] = Rest;

        Assert.That(await File.ReadAllBytesAsync(await Get("http://a")), Is.EqualTo(Content));
    }

    [Test]
    public async Task A_source_without_ranges_starts_anew()
    {
        await File.WriteAllBytesAsync(_folder[$"store/partial/{Artifact.Hex}"], Content[..1000]);
        _sources["a"] = Whole;

        Assert.That(await File.ReadAllBytesAsync(await Get("http://a")), Is.EqualTo(Content));
    }

    [Test]
    public async Task Wrong_bytes_are_refused_and_the_next_source_is_asked()
    {
        var wrong = Content.ToArray();
        wrong[70_000] ^= 1;
        _sources["a"] = _ => Reply(HttpStatusCode.OK, wrong);
        _sources["b"] = Whole;

        Assert.That(await File.ReadAllBytesAsync(await Get("http://a", "http://b")), Is.EqualTo(Content));
    }

    [Test]
    public async Task A_source_whose_bytes_were_wrong_is_asked_to_look_at_its_own_copy()
    {
        var wrong = Content.ToArray();
        wrong[^1] ^= 1;
        var queries = new List<string>();
        _sources["a"] = request =>
        {
            queries.Add(request.RequestUri!.Query);
            return Reply(HttpStatusCode.OK, queries.Count == 1 ? wrong : Content);
        };
        var path = await Get("http://a");

        Assert.That(await File.ReadAllBytesAsync(path), Is.EqualTo(Content));
        Assert.That(queries, Is.EqualTo(new[] { "", "?doubted" }));
    }

    [Test]
    public async Task A_broken_connection_costs_no_byte_that_came()
    {
        long? from = null;
        _sources["a"] = _ =>
            new(HttpStatusCode.OK) { Content = new StreamContent(new Breaking(Content[..123_457])) };
        _sources["b"] = request =>
        {
            from = request.Headers.Range?.Ranges.First().From;
            return Rest(request);
        };
        var path = await Get("http://a", "http://b");

        Assert.That(from, Is.EqualTo(123_457));
        Assert.That(await File.ReadAllBytesAsync(path), Is.EqualTo(Content));
    }

    [Test]
    public void What_the_disk_has_no_room_for_is_not_begun()
    {
        _sources["a"] = _ => throw new AssertionException("It was asked for.");
        var input = new InputArtifact(new(new('a', 64)), Artifact, long.MaxValue / 2, ["http://a"]);

        Assert.That(
            () => _fetcher.GetAsync(input, CancellationToken.None),
            Throws
                .TypeOf<StoreFullException>()
                .With.Message.Contains("is full")
                .And.Message.Contains("bytes are needed")
        );
    }

    [Test]
    public void A_source_that_never_stops_sending_is_left()
    {
        _sources["a"] = _ => Reply(HttpStatusCode.OK, [.. Content, .. Content]);

        Assert.That(
            () => Get("http://a"),
            Throws
                .TypeOf<ArtifactMissingException>()
                .With.Message.Contains("more than the artifact's 300000 bytes")
        );
    }

    [Test]
    public void Every_source_and_its_answer_are_named()
    {
        _sources["a"] = _ => Reply(HttpStatusCode.NotFound, []);

        var error = Assert.ThrowsAsync<ArtifactMissingException>(() =>
            Get("http://a", "http://silent", "file:///etc/passwd")
        );
        Assert.That(error!.Message, Does.Contain("http://a: answered 404"));
        Assert.That(error.Message, Does.Contain("http://silent: nobody there"));
        Assert.That(error.Message, Does.Contain("file:///etc/passwd: not an HTTP address"));
        Assert.That(error.Message, Does.Not.Contain("\n"));
    }

    [Test]
    public async Task Two_slots_that_need_one_artifact_get_it_once()
    {
        var asked = 0;
        _sources["a"] = request =>
        {
            Interlocked.Increment(ref asked);
            return Whole(request);
        };
        var paths = await Task.WhenAll(Get("http://a"), Get("http://a"));

        Assert.That(paths[0], Is.EqualTo(paths[1]));
        Assert.That(asked, Is.EqualTo(1));
    }

    public void Dispose()
    {
        _fetcher.Dispose();
        _store.Dispose();
        _folder.Dispose();
    }

    private static HttpResponseMessage Whole(HttpRequestMessage request) => Reply(HttpStatusCode.OK, Content);

    private static HttpResponseMessage Rest(HttpRequestMessage request)
    {
        var from = request.Headers.Range!.Ranges.First().From!.Value;
        var reply = Reply(HttpStatusCode.PartialContent, Content[(int)from..]);
        reply.Content.Headers.ContentRange = new(from, Content.Length - 1, Content.Length);
        return reply;
    }

    private static HttpResponseMessage Reply(HttpStatusCode status, byte[] body) =>
        new(status) { Content = new ByteArrayContent(body) };

    private Task<string> Get(params ImmutableArray<string> sources) =>
        _fetcher.GetAsync(
            new InputArtifact(new(new('a', 64)), Artifact, Content.Length, sources),
            CancellationToken.None
        );

    // Gives some bytes, then an error.
    private sealed class Breaking(byte[] content) : MemoryStream(content)
    {
        public override async ValueTask<int> ReadAsync(
            Memory<byte> buffer,
            CancellationToken cancellationToken = default
        ) =>
            await base.ReadAsync(buffer, cancellationToken) is > 0 and var read
                ? read
                : throw new IOException("The connection was reset.");
    }

    private sealed class Sources : HttpMessageHandler
    {
        private readonly Dictionary<string, Func<HttpRequestMessage, HttpResponseMessage>> _byHost = [];

        public Func<HttpRequestMessage, HttpResponseMessage> this[string host]
        {
            set => _byHost[host] = value;
        }

        protected override Task<HttpResponseMessage> SendAsync(
            HttpRequestMessage request,
            CancellationToken cancellationToken
        ) =>
            _byHost.TryGetValue(request.RequestUri!.Host, out var reply)
                ? Task.FromResult(reply(request))
                : throw new HttpRequestException("nobody there");
    }
}

using System.Net;
using System.Net.Http.Headers;
using Slimfront.Actors.Artifacts;
using Slimfront.Actors.Http;
using Slimfront.Actors.Protocol;
using Slimfront.Search;

namespace Slimfront.Actors.Tests.Http;

public sealed class HttpServiceTests : HttpFixture
{
    [TestCase(null)]
    [TestCase("Bearer a toke")]
    [TestCase("Bearer a token2")]
    [TestCase("Basic a token")]
    public async Task Nothing_is_served_without_the_token(string? authorization)
    {
        var service = await StartAsync();
        using var client = new HttpClient();
        if (authorization is not null)
            client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", authorization);

        foreach (var path in (string[])["/artifacts/ab", "/studies", "/view", "/nothing"])
        {
            var response = await client.GetAsync(new Uri(service.Address, path));
            Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.Unauthorized), path);
        }

        Assert.That(await client.GetStringAsync(new Uri(service.Address, "/health")), Is.EqualTo("ok"));
    }

    [Test]
    public async Task A_loopback_service_answers_to_loopback_names_only()
    {
        var service = await StartAsync();
        using var client = Browser();
        using var request = new HttpRequestMessage(HttpMethod.Get, new Uri(service.Address, "/health"))
        {
            Headers = { Host = "evil.example" },
        };

        Assert.That(
            (await client.SendAsync(request)).StatusCode,
            Is.EqualTo(HttpStatusCode.MisdirectedRequest)
        );
    }

    [Test]
    public async Task An_artifact_is_served_whole_and_from_a_byte_on()
    {
        var service = await StartAsync();
        var artifact = Store!.Adopt(Folder.Write("new", "0123456789")).Artifact;
        using var client = Browser();
        var address = new Uri(service.Address, $"/artifacts/{artifact.Hex}");
        using var request = new HttpRequestMessage(HttpMethod.Get, address)
        {
            Headers = { Range = new RangeHeaderValue(4, null) },
        };
        var rest = await client.SendAsync(request);

        Assert.That(await client.GetStringAsync(address), Is.EqualTo("0123456789"));
        Assert.That(rest.StatusCode, Is.EqualTo(HttpStatusCode.PartialContent));
        Assert.That(await rest.Content.ReadAsStringAsync(), Is.EqualTo("456789"));
        Assert.That(rest.Content.Headers.ContentRange?.From, Is.EqualTo(4));
    }

    [Test]
    public async Task A_damaged_artifact_is_not_served_to_one_who_doubts_it()
    {
        var service = await StartAsync();
        var artifact = Store!.Adopt(Folder.Write("new", "0123456789")).Artifact;
        await File.WriteAllTextAsync(Store.PathOfVerified(artifact)!, "0123456788");
        using var client = Browser();
        var response = await client.GetAsync(new Uri(service.Address, $"/artifacts/{artifact.Hex}?doubted"));

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
        Assert.That(File.Exists(Folder[$"store/damaged/{artifact.Hex}"]));
    }

    [TestCase("0123456788", TestName = "A flipped bit at one source is found, and another source asked")]
    [TestCase("0123", TestName = "A copy that was cut off is found, and another source asked")]
    public async Task A_damaged_copy_is_found_by_who_fetches_it(string damaged)
    {
        var bad = await StartAsync();
        var (artifact, bytes) = Store!.Adopt(Folder.Write("new", "0123456789"));
        using var sound = ArtifactStore.Open(Folder["sound"]);
        sound.Adopt(Folder.Write("new", "0123456789"));
        await using var good = await HttpService.StartAsync(new() { Token = Token, Store = sound });
        await File.WriteAllTextAsync(Store.PathOfVerified(artifact)!, damaged);
        using var other = ArtifactStore.Open(Folder["other"]);
        using var fetcher = new ArtifactFetcher(other, Token);
        var input = new InputArtifact(
            new(new('a', 64)),
            artifact,
            bytes,
            [$"{bad.Address}", $"{good.Address}"]
        );

        var path = await fetcher.GetAsync(input, CancellationToken.None);

        Assert.That(await File.ReadAllTextAsync(path), Is.EqualTo("0123456789"));
        Assert.That(Store.Length(artifact), Is.Null, "the damaged copy was put aside");
    }

    [Test]
    public async Task One_node_fetches_from_another()
    {
        var service = await StartAsync();
        var (artifact, bytes) = Store!.Adopt(Folder.Write("new", "0123456789"));
        using var other = ArtifactStore.Open(Folder["other"]);
        await File.WriteAllTextAsync(other.PartialOf(artifact), "0123");
        using var fetcher = new ArtifactFetcher(other, Token);
        var input = new InputArtifact(new(new('a', 64)), artifact, bytes, [service.Address.ToString()]);
        var path = await fetcher.GetAsync(input, CancellationToken.None);

        Assert.That(await File.ReadAllTextAsync(path), Is.EqualTo("0123456789"));
    }

    [Test]
    public async Task A_body_that_is_no_spec_is_refused()
    {
        var service = await StartAsync();
        Serve(service);
        using var client = Browser();
        var response = await client.PostAsync(
            new Uri(service.Address, "/studies"),
            new StringContent("<xml/>")
        );

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.BadRequest));
        Assert.That(await response.Content.ReadAsStringAsync(), Does.StartWith("The request cannot be read"));
    }

    [Test]
    public async Task A_port_in_use_is_one_clear_line()
    {
        var service = await StartAsync();
        var options = new HttpOptions { Token = Token, Port = service.Address.Port };

        Assert.That(
            () => HttpService.StartAsync(options),
            Throws
                .TypeOf<UserErrorException>()
                .With.Message.Contains($"port {options.Port} of 127.0.0.1 is in use")
        );
    }

    [Test]
    public void Plain_HTTP_is_for_loopback_only() =>
        Assert.That(
            () => HttpService.StartAsync(new() { Token = Token, Address = IPAddress.Any }),
            Throws.TypeOf<UserErrorException>().With.Message.Contains("without TLS")
        );
}

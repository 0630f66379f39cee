using System.Collections.Immutable;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using Akka.Actor;
using Slimfront.Actors.Artifacts;
using Slimfront.Actors.Http;
using Slimfront.Actors.Protocol;
using Slimfront.Actors.Tests.Support;
using Slimfront.RunnerStub;
using Slimfront.Search;
using Slimfront.Search.Stages;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Tests.Http;

[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class HttpServiceTests : IAsyncDisposable
{
    private const string Token = "a token";

    private readonly TemporaryFolder _folder = new();
    private readonly ActorSystem _system = ActorSystem.Create("test", "akka.loglevel = WARNING");
    private readonly List<IAsyncDisposable> _services = [];
    private ArtifactStore? _store;

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
        var artifact = _store!.Adopt(_folder.Write("new", "0123456789")).Artifact;
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
    public async Task A_damaged_artifact_is_not_served()
    {
        var service = await StartAsync();
        var artifact = _store!.Adopt(_folder.Write("new", "0123456789")).Artifact;
        await File.WriteAllTextAsync(_store.PathOfVerified(artifact)!, "0123456788");
        using var client = Browser();
        var response = await client.GetAsync(new Uri(service.Address, $"/artifacts/{artifact.Hex}"));

        Assert.That(response.StatusCode, Is.EqualTo(HttpStatusCode.NotFound));
    }

    [Test]
    public async Task One_node_fetches_from_another()
    {
        var service = await StartAsync();
        var (artifact, bytes) = _store!.Adopt(_folder.Write("new", "0123456789"));
        using var other = ArtifactStore.Open(_folder["other"]);
        await File.WriteAllTextAsync(other.PartialOf(artifact), "0123");
        using var fetcher = new ArtifactFetcher(other, Token);
        var input = new InputArtifact(new(new('a', 64)), artifact, bytes, [service.Address.ToString()]);
        var path = await fetcher.GetAsync(input, CancellationToken.None);

        Assert.That(await File.ReadAllTextAsync(path), Is.EqualTo("0123456789"));
    }

    [Test]
    public async Task A_client_is_sent_on_to_the_coordinator_s_node_with_its_token_and_body()
    {
        var (far, near) = (await StartAsync(), await StartAsync());
        var coordinator = Fake(far.Address);
        far.ServeClients(coordinator);
        near.ServeClients(coordinator);
        using var client = new ClusterClient(near.Address, Token);

        Assert.That(
            await client.SubmitAsync(new StudySpec { Name = "mine" }, CancellationToken.None),
            Is.EqualTo("begun: mine")
        );
        Assert.That(
            await client.StopAsync("mine", "enough", CancellationToken.None),
            Is.EqualTo("stopping mine: enough")
        );
    }

    [Test]
    public async Task What_the_coordinator_rejects_is_the_user_s_error()
    {
        using var client = await ClientAsync();

        Assert.That(
            () => client.SubmitAsync(new StudySpec { Name = "bad" }, CancellationToken.None),
            Throws.TypeOf<UserErrorException>().With.Message.EqualTo("no study may be called bad")
        );
    }

    [Test]
    public async Task Events_come_from_a_position_on()
    {
        using var client = await ClientAsync();
        var all = await client.EventsAsync("mine", 0, TimeSpan.Zero, CancellationToken.None);
        var last = await client.EventsAsync("mine", 1, TimeSpan.FromSeconds(20), CancellationToken.None);
        var none = await client.EventsAsync("mine", 2, TimeSpan.Zero, CancellationToken.None);

        Assert.That(all.Select(e => e.GetType().Name), Is.EqualTo((string[])["Created", "Exhausted"]));
        Assert.That(last, Is.EqualTo((StudyEvent[])[new StudyEvent.Exhausted("all tried")]));
        Assert.That(none, Is.Empty);
    }

    [Test]
    public async Task An_unknown_study_is_answered_with_those_there_are()
    {
        using var client = await ClientAsync();

        Assert.That(
            () => client.EventsAsync("other", 0, TimeSpan.Zero, CancellationToken.None),
            Throws
                .TypeOf<UserErrorException>()
                .With.Message.EqualTo("No study is called 'other'. There are: mine.")
        );
    }

    [Test]
    public async Task The_view_shows_slots_and_studies()
    {
        using var client = await ClientAsync();
        var view = await client.ViewAsync(CancellationToken.None);
        var study = (await client.StudiesAsync(CancellationToken.None)).Single();

        Assert.That(view.Epoch, Is.EqualTo(3));
        Assert.That(view.Slots.Single().Slot, Is.EqualTo("here:4053/0-a1"));
        Assert.That(view.Slots.Single().Unfit, Is.EqualTo("draining"));
        Assert.That((study.Name, study.Phase, study.Events), Is.EqualTo(("mine", "searching", 2)));
    }

    [Test]
    public async Task An_artifact_is_fetched_by_a_client_from_the_node_that_has_it()
    {
        var service = await StartAsync();
        service.ServeClients(Fake(service.Address));
        var artifact = _store!.Adopt(_folder.Write("new", "0123456789")).Artifact;
        using var client = new ClusterClient(service.Address, Token);
        await client.FetchArtifactAsync(artifact, _folder["model"], CancellationToken.None);

        Assert.That(await File.ReadAllTextAsync(_folder["model"]), Is.EqualTo("0123456789"));
        Assert.That(
            () =>
                client.FetchArtifactAsync(
                    new ArtifactId(new('0', 64)),
                    _folder["none"],
                    CancellationToken.None
                ),
            Throws.TypeOf<UserErrorException>()
        );
        Assert.That(File.Exists(_folder["none.partial"]), Is.False);
    }

    [Test]
    public async Task A_body_that_is_no_spec_is_refused()
    {
        var service = await StartAsync();
        service.ServeClients(Fake(service.Address));
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

    [Test]
    public async Task A_certificate_makes_it_HTTPS()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=localhost", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(
            DateTimeOffset.UnixEpoch,
            DateTimeOffset.UnixEpoch.AddYears(300)
        );
        var service = await HttpService.StartAsync(new() { Token = Token, Certificate = certificate });
        _services.Add(service);
        using var handler = new SocketsHttpHandler
        {
            SslOptions =
            {
                RemoteCertificateValidationCallback = (_, shown, _, _) =>
                    shown?.GetCertHashString() == certificate.GetCertHashString(),
            },
        };
        using var client = new HttpClient(handler);

        Assert.That(service.Address.Scheme, Is.EqualTo("https"));
        Assert.That(await client.GetStringAsync(new Uri(service.Address, "/health")), Is.EqualTo("ok"));
    }

    [Test]
    public void A_node_that_is_not_there_is_one_clear_line()
    {
        using var client = new ClusterClient(new Uri("http://127.0.0.1:1"), Token);

        Assert.That(
            () => client.ViewAsync(CancellationToken.None),
            Throws
                .TypeOf<UserErrorException>()
                .With.Message.StartsWith("No node answers at http://127.0.0.1:1")
        );
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in _services)
            await service.DisposeAsync();
        await _system.Terminate();
        _store?.Dispose();
        _folder.Dispose();
    }

    private static HttpClient Browser()
    {
        var client = new HttpClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", Token);
        return client;
    }

    private async Task<HttpService> StartAsync()
    {
        _store ??= ArtifactStore.Open(_folder["store"]);
        var service = await HttpService.StartAsync(new() { Token = Token, Store = _store });
        _services.Add(service);
        return service;
    }

    private async Task<ClusterClient> ClientAsync()
    {
        var service = await StartAsync();
        service.ServeClients(Fake(service.Address));
        return new(service.Address, Token);
    }

    private IActorRef Fake(Uri source) => _system.ActorOf(Props.Create(() => new FakeCoordinator(source)));

    private sealed class FakeCoordinator : ReceiveActor
    {
        public FakeCoordinator(Uri source)
        {
            var created = new StudyEvent.Created(new() { Name = "mine" }, DateTimeOffset.UnixEpoch);
            var exhausted = new StudyEvent.Exhausted("all tried");
            var study = Study.Begin(created).Apply(exhausted);
            var work = new Work("mine", new(Script.Stage("train").Key, 1));
            var view = new ClusterView(
                ImmutableSortedDictionary<string, Study>.Empty.Add("mine", study),
                ImmutableSortedDictionary<string, ImmutableList<StudyEvent>>.Empty.Add(
                    "mine",
                    [created, exhausted]
                ),
                [new(new("here:4053", 0, "a1"), "cpu", source.ToString(), work, 0.5, "epoch 1/2", "draining")]
            );
            Receive<WhereIsCoordinator>(_ => Sender.Tell(new CoordinatorAt(source.ToString(), 3)));
            Receive<GetView>(_ => Sender.Tell(view));
            Receive<Submit>(
                m => m.Spec.Name == "bad",
                m => Sender.Tell(new Rejected($"no study may be called {m.Spec.Name}"))
            );
            Receive<Submit>(m => Sender.Tell(new Accepted($"begun: {m.Spec.Name}")));
            Receive<StopStudy>(m => Sender.Tell(new Accepted($"stopping {m.Study}: {m.Reason}")));
        }
    }
}

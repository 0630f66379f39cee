using System.Collections.Immutable;
using Akka.Actor;
using Slimfront.Actors.Artifacts;
using Slimfront.Actors.Feeds;
using Slimfront.Actors.Http;
using Slimfront.Actors.Protocol;
using Slimfront.Actors.Security;
using Slimfront.Actors.Tests.Support;
using Slimfront.RunnerStub;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Tests.Http;

/// <summary>Services on free ports, and a coordinator that answers the same always.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public abstract class HttpFixture : IAsyncDisposable
{
    protected const string Token = "a token";

    private protected TemporaryFolder Folder { get; } = new();
    private readonly ActorSystem _system = ActorSystem.Create("test", "akka.loglevel = WARNING");
    protected IList<IAsyncDisposable> Services { get; } = new List<IAsyncDisposable>();
    protected ArtifactStore? Store { get; private set; }

    public async ValueTask DisposeAsync()
    {
        foreach (var service in Services)
            await service.DisposeAsync();
        await _system.Terminate();
        Store?.Dispose();
        Folder.Dispose();
        GC.SuppressFinalize(this);
    }

    protected static HttpClient Browser()
    {
        var client = new HttpClient();
        client.DefaultRequestHeaders.Authorization = new("Bearer", Token);
        return client;
    }

    private protected async Task<HttpService> StartAsync(Tls? tls = null, int port = 0)
    {
        Store ??= ArtifactStore.Open(Folder["store"]);
        var service = await HttpService.StartAsync(
            new()
            {
                Token = Token,
                Store = Store,
                Tls = tls,
                Port = port,
            }
        );
        Services.Add(service);
        return service;
    }

    protected async Task<ClusterClient> ClientAsync()
    {
        var service = await StartAsync();
        Serve(service);
        return new(service.Address, Token);
    }

    /// <summary>Has a service answer for a coordinator: one beside it, or the other's.</summary>
    private protected void Serve(HttpService service, HttpService? coordinator = null)
    {
        var source = (coordinator ?? service).Address;
        var feed = new Feed();
        if (coordinator is null)
            feed.Publish(View(source));
        service.ServeClients(
            _system.ActorOf(Props.Create(() => new FakeCoordinator(source))),
            feed,
            spec => spec
        );
    }

    private static ClusterView View(Uri source)
    {
        var created = new StudyEvent.Created(new() { Name = "mine" }, DateTimeOffset.UnixEpoch);
        var exhausted = new StudyEvent.Exhausted("all tried");
        var study = Study.Begin(created).Apply(exhausted);
        var work = new AttemptRef("mine", new(Script.Stage("train").Key, 1));
        return new(
            3,
            ImmutableSortedDictionary<string, Study>.Empty.Add("mine", study),
            ImmutableSortedDictionary<string, ImmutableList<StudyEvent>>.Empty.Add(
                "mine",
                [created, exhausted]
            ),
            [new(new("here:4053", 0, "a1"), "cpu", source.ToString(), work, 0.5, "epoch 1/2", "draining")]
        );
    }

    private sealed class FakeCoordinator : ReceiveActor
    {
        public FakeCoordinator(Uri source)
        {
            Receive<WhereIsCoordinator>(_ => Sender.Tell(new CoordinatorAt(source.ToString(), 3)));
            Receive<Submit>(
                m => m.Spec.Name == "bad",
                m => Sender.Tell(new Rejected($"no study may be called {m.Spec.Name}"))
            );
            Receive<Submit>(m => Sender.Tell(new Accepted($"begun: {m.Spec.Name}")));
            Receive<PauseStudy>(m => Sender.Tell(new Accepted($"pausing {m.Study}: {m.Reason}")));
            Receive<ContinueStudy>(m => Sender.Tell(new Accepted($"continuing {m.Study}: {m.Reason}")));
            Receive<StopStudy>(m => Sender.Tell(new Accepted($"stopping {m.Study}: {m.Reason}")));
        }
    }
}

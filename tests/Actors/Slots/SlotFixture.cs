using Akka.Actor;
using Slimfront.Actors.Artifacts;
using Slimfront.Actors.Protocol;
using Slimfront.Actors.Runners;
using Slimfront.Actors.Slots;
using Slimfront.Actors.Tests.Runners;
using Slimfront.Actors.Tests.Support;
using Slimfront.RunnerStub;
using Slimfront.Search.Spaces;
using Slimfront.Search.Stages;

namespace Slimfront.Actors.Tests.Slots;

/// <summary>A slot, a store, and a coordinator that only listens.</summary>
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public abstract class SlotFixture : IAsyncDisposable
{
    protected static readonly SlotId Id = new("here:4053", 0, "a1");

    private readonly TemporaryFolder _folder = new();
    private readonly ActorSystem _system = ActorSystem.Create("test", "akka.loglevel = WARNING");
    private readonly List<SlotState> _states = [];
    protected ArtifactStore Store { get; }
    private readonly ArtifactFetcher _fetcher;
    private protected Coordinator Coordinator { get; }

    protected SlotFixture()
    {
        Store = ArtifactStore.Open(_folder["store"]);
        _fetcher = new(Store, "token");
        Coordinator = new(_system);
    }

    public async ValueTask DisposeAsync()
    {
        await _system.Terminate();
        foreach (var state in _states)
            await state.DisposeAsync();
        _fetcher.Dispose();
        Store.Dispose();
        _folder.Dispose();
        GC.SuppressFinalize(this);
    }

    protected static Assign Order(string operation) => Order(Script.Stage(operation));

    protected static Assign Order(Stage stage) =>
        new(new("study", new(stage.Key, 1)), 1, stage, Configuration.Empty, new(), []);

    protected IActorRef Start(Func<SlotOptions, SlotOptions>? change = null)
    {
        var options = new SlotOptions
        {
            Id = Id,
            Device = "cpu",
            Source = "http://here",
            Store = Store,
            Fetcher = _fetcher,
            Runner = Stub.Options(),
            HelloInterval = TimeSpan.FromMilliseconds(50),
        };
        var state = new SlotState(change?.Invoke(options) ?? options);
        _states.Add(state);
        return Start(state);
    }

    /// <summary>The slot of an actor that was started before gets another one, when the first has ended.</summary>
    protected async Task<IActorRef> Replace(IActorRef slot)
    {
        await slot.GracefulStop(Eventually.Deadline);
        return Start(_states[^1]);
    }

    private IActorRef Start(SlotState state) => _system.ActorOf(SlotActor.Props(state, Coordinator.Start()));

    protected Task<Hello> Running(string text) =>
        Coordinator.Next<Hello>(h => h.Text.StartsWith(text, StringComparison.Ordinal));

    protected Task<AttemptEnd> Run(Assign order, RunnerOptions? runner = null) =>
        Finish(Start(o => o with { Runner = runner ?? o.Runner }), order);

    protected async Task<AttemptEnd> Finish(IActorRef slot, Assign order, long epoch = 1)
    {
        Coordinator.Forget();
        slot.Tell(order);
        var ended = await Coordinator.Next<Ended>(e => e.Work == order.Work);
        Coordinator.Forget();
        slot.Tell(new Acknowledged(order.Work, epoch));
        await Coordinator.Next<Hello>(h => h.Running is null);
        return ended.End;
    }

    protected InputArtifact Keep(string text)
    {
        var (artifact, bytes) = Store.Adopt(_folder.Write(text, text));
        return new(Script.Stage("made", ("text", Value.Of(text))).Key, artifact, bytes, []);
    }
}

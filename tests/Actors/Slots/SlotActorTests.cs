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

[Parallelizable(ParallelScope.All)]
[FixtureLifeCycle(LifeCycle.InstancePerTestCase)]
public sealed class SlotActorTests : IAsyncDisposable
{
    private static readonly SlotId Id = new("here:4053", 0, "a1");

    private readonly TemporaryFolder _folder = new();
    private readonly ActorSystem _system = ActorSystem.Create("test", "akka.loglevel = WARNING");
    private readonly ArtifactStore _store;
    private readonly ArtifactFetcher _fetcher;
    private readonly Coordinator _coordinator;

    public SlotActorTests()
    {
        _store = ArtifactStore.Open(_folder["store"]);
        _fetcher = new(_store, "token");
        _coordinator = new(_system);
    }

    [Test]
    public async Task A_new_slot_asks_for_work()
    {
        Start();
        var hello = await _coordinator.Next<Hello>();

        Assert.That(hello, Is.EqualTo(new Hello(Id, "cpu", "http://here", null, 0, "", null)));
    }

    [Test]
    public async Task Work_is_done_stored_and_told_until_it_is_acknowledged()
    {
        var slot = Start();
        var order = Order("write");
        slot.Tell(order);
        var ended = await _coordinator.Next<Ended>();
        await Eventually.True(() => _coordinator.All<Ended>().Length > 2, "the end is told again");
        var result = ((AttemptEnd.Completed)ended.End).Result;

        Assert.That(File.ReadAllText(_store.PathOfVerified(result.Artifact)!), Is.EqualTo("artifact"));
        Assert.That(_store.Find(order.Stage.Key)?.Values, Is.EqualTo(result.Values));
        Assert.That(_coordinator.All<Hello>()[^1].Running, Is.EqualTo(order.Work));

        _coordinator.Forget();
        slot.Tell(new Acknowledged(order.Work, Epoch: 1));
        await _coordinator.Next<Hello>(h => h.Running is null);
    }

    [Test]
    public async Task Inputs_are_handed_over_in_the_order_of_the_stage()
    {
        var first = Keep("first");
        var second = Keep("second");
        var stage = Script.Stage("join") with { Inputs = [new("b", second.Stage), new("a", first.Stage)] };
        var end = await Run(Order(stage) with { Inputs = [second, first] });

        var artifact = ((AttemptEnd.Completed)end).Result.Artifact;
        Assert.That(File.ReadAllText(_store.PathOfVerified(artifact)!), Is.EqualTo("second+first"));
    }

    [Test]
    public async Task An_input_that_nobody_has_is_named()
    {
        var input = new StageKey(new('a', 64));
        var stage = Script.Stage("join") with { Inputs = [new("start", input)] };
        var end = await Run(Order(stage) with { Inputs = [new(input, new(new('b', 64)), 5, [])] });

        Assert.That(
            end,
            Is.EqualTo(
                new AttemptEnd.InputMissing(input, "Artifact bbbbbbbbbbbb cannot be had: no source is known.")
            )
        );
    }

    [Test]
    public async Task A_damaged_input_is_missing()
    {
        var input = Keep("some bytes");
        var path = _store.PathOfVerified(input.Artifact)!;
        var bytes = await File.ReadAllBytesAsync(path);
        bytes[3] ^= 4;
        await File.WriteAllBytesAsync(path, bytes);
        var stage = Script.Stage("join") with { Inputs = [new("start", input.Stage)] };

        Assert.That(
            await Run(Order(stage) with { Inputs = [input] }),
            Is.InstanceOf<AttemptEnd.InputMissing>()
        );
    }

    [Test]
    public async Task A_stage_done_before_is_not_done_again()
    {
        var order = Order("write");
        var first = await Run(order);
        _coordinator.Forget();
        var again = await Run(order, Stub.Options("die"));

        Assert.That(((AttemptEnd.Completed)again).Result, Is.EqualTo(((AttemptEnd.Completed)first).Result));
    }

    [TestCase("throw", "InvalidOperationException: shapes do not match", false)]
    [TestCase("refuse", "no such operation", true)]
    [TestCase("exit", "The runner ended with exit code 7: first line | last line", false)]
    public async Task A_failed_attempt_tells_why(string operation, string reason, bool isFinal) =>
        Assert.That(await Run(Order(operation)), Is.EqualTo(new AttemptEnd.Failed(reason, isFinal)));

    [Test]
    public async Task A_dead_runner_costs_its_attempt_only()
    {
        var slot = Start();
        var failed = await Finish(slot, Order("kill"));
        _coordinator.Forget();
        var done = await Finish(slot, Order("write"));

        Assert.That(failed, Is.InstanceOf<AttemptEnd.Failed>());
        Assert.That(done, Is.InstanceOf<AttemptEnd.Completed>());
    }

    [Test]
    public async Task Progress_is_in_the_greetings()
    {
        var slot = Start();
        slot.Tell(Order("wait"));

        var hello = await _coordinator.Next<Hello>(h => h.Text.StartsWith("step", StringComparison.Ordinal));
        Assert.That(hello.Fraction, Is.EqualTo(0.5));
    }

    [Test]
    public async Task A_cancelled_stage_stops_and_is_lost_for_the_reason_given()
    {
        var slot = Start();
        var order = Order("wait");
        slot.Tell(order);
        await Running("step");
        slot.Tell(new Cancel(order.Work, 1, "nobody wants it"));

        var ended = await _coordinator.Next<Ended>();
        Assert.That(ended.End, Is.EqualTo(new AttemptEnd.Lost("nobody wants it")));
        Assert.That(File.Exists(_store.CheckpointOf(order.Stage.Key)), Is.True);
    }

    [Test]
    public async Task A_cancelled_stage_that_does_not_listen_is_killed()
    {
        var slot = Start(o => o with { StopGrace = TimeSpan.FromMilliseconds(100) });
        var order = Order("hang");
        slot.Tell(order);
        await Running("starting");
        slot.Tell(new Cancel(order.Work, 1, "nobody wants it"));

        Assert.That(
            (await _coordinator.Next<Ended>()).End,
            Is.EqualTo(new AttemptEnd.Lost("nobody wants it"))
        );
    }

    [Test]
    public async Task Orders_of_an_older_epoch_are_not_obeyed()
    {
        var slot = Start();
        await Finish(slot, Order("write") with { Epoch = 5 }, epoch: 5);
        _coordinator.Forget();
        slot.Tell(Order("refuse") with { Epoch = 4 });
        await Finish(slot, Order("print") with { Epoch = 6 }, epoch: 6);

        Assert.That(_coordinator.All<Hello>().Any(h => h.Running == Order("refuse").Work), Is.False);
    }

    [Test]
    public async Task Another_attempt_s_cancel_or_acknowledgement_changes_nothing()
    {
        var slot = Start();
        var order = Order("wait");
        slot.Tell(order);
        await Running("step");
        var other = order.Work with { Attempt = order.Work.Attempt with { Number = 7 } };
        slot.Tell(new Cancel(other, 1, "stale"));
        slot.Tell(new Acknowledged(other, 1));
        slot.Tell(Order("write"));
        _coordinator.Forget();

        await Running("step");
        Assert.That(_coordinator.All<Ended>(), Is.Empty);
    }

    [Test]
    public async Task A_full_disk_makes_the_slot_unfit_and_loses_no_try()
    {
        var slot = Start(o => o with { UnfitPause = TimeSpan.FromMilliseconds(300) });
        var end = await Finish(slot, Order("disk-full"));
        await _coordinator.Next<Hello>(h =>
            h is { Running: null, Unfit: { } reason } && reason.Contains("full", StringComparison.Ordinal)
        );
        _coordinator.Forget();

        Assert.That(end, Is.InstanceOf<AttemptEnd.Lost>());
        await _coordinator.Next<Hello>(h => h is { Running: null, Unfit: null });
    }

    [Test]
    public async Task Crashes_of_three_different_stages_in_a_row_make_the_slot_unfit()
    {
        var slot = Start();
        for (var i = 0; i < 3; i++)
            await Finish(slot, Order(Script.Stage("exit", ("try", Value.Of(i)))));

        await _coordinator.Next<Hello>(h => h is { Running: null, Unfit: not null });
    }

    [Test]
    public async Task Crashes_of_one_stage_do_not_make_the_slot_unfit()
    {
        var slot = Start();
        for (var i = 0; i < 4; i++)
        {
            await Finish(slot, Order("exit"));
            _coordinator.Forget();
        }

        Assert.That(await Finish(slot, Order("write")), Is.InstanceOf<AttemptEnd.Completed>());
    }

    [Test]
    public async Task A_drained_slot_leaves_a_checkpoint_and_asks_for_nothing()
    {
        var slot = Start();
        var order = Order("wait");
        slot.Tell(order);
        await Running("step");
        var drained = slot.Ask<Drained>(new Drain(TimeSpan.FromSeconds(20)));
        var ended = await _coordinator.Next<Ended>();
        slot.Tell(new Acknowledged(order.Work, 1));

        Assert.That(ended.End, Is.EqualTo(new AttemptEnd.Lost("stopped at a checkpoint")));
        Assert.That(await drained, Is.EqualTo(new Drained(Id)));
        Assert.That(File.Exists(_store.CheckpointOf(order.Stage.Key)), Is.True);
        Assert.That(_coordinator.All<Hello>()[^1].Unfit, Is.EqualTo("draining"));
    }

    [Test]
    public async Task A_drain_does_not_wait_for_a_coordinator_that_is_gone()
    {
        var slot = Start();
        slot.Tell(Order("hang"));
        await Running("starting");

        Assert.That(
            await slot.Ask<Drained>(new Drain(TimeSpan.FromMilliseconds(300))),
            Is.EqualTo(new Drained(Id))
        );
    }

    [Test]
    public async Task An_idle_slot_drains_at_once() =>
        Assert.That(
            await Start().Ask<Drained>(new Drain(TimeSpan.FromSeconds(20))),
            Is.EqualTo(new Drained(Id))
        );

    public async ValueTask DisposeAsync()
    {
        await _system.Terminate();
        _fetcher.Dispose();
        _store.Dispose();
        _folder.Dispose();
    }

    private static Assign Order(string operation) => Order(Script.Stage(operation));

    private static Assign Order(Stage stage) =>
        new(new("study", new(stage.Key, 1)), 1, stage, Configuration.Empty, new(), []);

    private IActorRef Start(Func<SlotOptions, SlotOptions>? change = null)
    {
        var options = new SlotOptions
        {
            Id = Id,
            Device = "cpu",
            Source = "http://here",
            Store = _store,
            Fetcher = _fetcher,
            Runner = Stub.Options(),
            HelloInterval = TimeSpan.FromMilliseconds(50),
        };
        return _system.ActorOf(SlotActor.Props(change?.Invoke(options) ?? options, _coordinator.Start()));
    }

    private Task<Hello> Running(string text) =>
        _coordinator.Next<Hello>(h => h.Text.StartsWith(text, StringComparison.Ordinal));

    private Task<AttemptEnd> Run(Assign order, RunnerOptions? runner = null) =>
        Finish(Start(o => o with { Runner = runner ?? o.Runner }), order);

    private async Task<AttemptEnd> Finish(IActorRef slot, Assign order, long epoch = 1)
    {
        _coordinator.Forget();
        slot.Tell(order);
        var ended = await _coordinator.Next<Ended>(e => e.Work == order.Work);
        _coordinator.Forget();
        slot.Tell(new Acknowledged(order.Work, epoch));
        await _coordinator.Next<Hello>(h => h.Running is null);
        return ended.End;
    }

    private InputArtifact Keep(string text)
    {
        var (artifact, bytes) = _store.Adopt(_folder.Write(text, text));
        return new(Script.Stage("made", ("text", Value.Of(text))).Key, artifact, bytes, []);
    }
}

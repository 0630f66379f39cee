using Akka.Actor;
using Slimfront.Actors.Protocol;
using Slimfront.Actors.Tests.Runners;
using Slimfront.Actors.Tests.Support;
using Slimfront.RunnerStub;
using Slimfront.Search.Stages;

namespace Slimfront.Actors.Tests.Slots;

[Parallelizable(ParallelScope.All)]
public sealed class SlotActorTests : SlotFixture
{
    [Test]
    public async Task A_new_slot_asks_for_work()
    {
        Start();
        var hello = await Coordinator.Next<Hello>();

        Assert.That(hello, Is.EqualTo(new Hello(Id, "cpu", "http://here", null, 0, "", null)));
    }

    [Test]
    public async Task Work_is_doneStored_and_told_until_it_is_acknowledged()
    {
        var slot = Start();
        var order = Order("write");
        slot.Tell(order);
        var ended = await Coordinator.Next<Ended>();
        await Eventually.True(() => Coordinator.All<Ended>().Length > 2, "the end is told again");
        var result = ((AttemptEnd.Completed)ended.End).Result;

        Assert.That(File.ReadAllText(Store.PathOfVerified(result.Artifact)!), Is.EqualTo("artifact"));
        Assert.That(Store.Find(order.Stage.Key)?.Values, Is.EqualTo(result.Values));
        Assert.That(Coordinator.All<Hello>()[^1].Running, Is.EqualTo(order.Work));

        Coordinator.Forget();
        slot.Tell(new Acknowledged(order.Work, Epoch: 1));
        await Coordinator.Next<Hello>(h => h.Running is null);
    }

    [Test]
    public async Task Inputs_are_handed_over_in_the_order_of_the_stage()
    {
        var first = Keep("first");
        var second = Keep("second");
        var stage = Script.Stage("join") with { Inputs = [new("b", second.Stage), new("a", first.Stage)] };
        var end = await Run(Order(stage) with { Inputs = [second, first] });

        var artifact = ((AttemptEnd.Completed)end).Result.Artifact;
        Assert.That(File.ReadAllText(Store.PathOfVerified(artifact)!), Is.EqualTo("second+first"));
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
        var path = Store.PathOfVerified(input.Artifact)!;
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
        Coordinator.Forget();
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
        Coordinator.Forget();
        var done = await Finish(slot, Order("write"));

        Assert.That(failed, Is.InstanceOf<AttemptEnd.Failed>());
        Assert.That(done, Is.InstanceOf<AttemptEnd.Completed>());
    }

    [Test]
    public async Task Progress_is_in_the_greetings()
    {
        var slot = Start();
        slot.Tell(Order("wait"));

        var hello = await Coordinator.Next<Hello>(h => h.Text.StartsWith("step", StringComparison.Ordinal));
        Assert.That(hello.Fraction, Is.EqualTo(0.5));
    }

    [Test]
    public async Task Orders_of_an_older_epoch_are_not_obeyed()
    {
        var slot = Start();
        await Finish(slot, Order("write") with { Epoch = 5 }, epoch: 5);
        Coordinator.Forget();
        slot.Tell(Order("refuse") with { Epoch = 4 });
        await Finish(slot, Order("print") with { Epoch = 6 }, epoch: 6);

        Assert.That(Coordinator.All<Hello>().Any(h => h.Running == Order("refuse").Work), Is.False);
    }

    [Test]
    public async Task What_a_slot_runs_goes_on_when_its_actor_is_replaced()
    {
        var order = Order("steady");
        var slot = Start();
        slot.Tell(order);
        var before = await Running("step");
        slot = await Replace(slot);
        Coordinator.Forget();

        var hello = await Coordinator.Next<Hello>();
        Assert.That(hello, Is.EqualTo(before with { Fraction = 0, Text = "going on" }));
        var ended = await Coordinator.Next<Ended>();
        Assert.That(ended.Work, Is.EqualTo(order.Work));
        Assert.That(ended.End, Is.InstanceOf<AttemptEnd.Completed>());
        Assert.That(
            Coordinator.All<Hello>().Select(h => h.Fraction),
            Has.Some.GreaterThan(0),
            "progress reaches the new actor"
        );
    }

    [Test]
    public async Task What_no_coordinator_acknowledged_is_told_by_the_next_actor()
    {
        var order = Order("write");
        var slot = Start();
        slot.Tell(order);
        var ended = await Coordinator.Next<Ended>();
        slot = await Replace(slot);
        Coordinator.Forget();

        Assert.That(await Coordinator.Next<Ended>(), Is.EqualTo(ended));
        slot.Tell(new Acknowledged(order.Work, Epoch: 1));
        await Coordinator.Next<Hello>(h => h.Running is null);
        await Replace(slot);
        Coordinator.Forget();
        await Coordinator.Next<Hello>(h => h.Running is null);
        Assert.That(Coordinator.All<Ended>(), Is.Empty);
    }
}

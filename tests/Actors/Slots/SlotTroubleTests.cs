using Akka.Actor;
using Slimfront.Actors.Protocol;
using Slimfront.Actors.Slots;
using Slimfront.RunnerStub;
using Slimfront.Search.Spaces;

namespace Slimfront.Actors.Tests.Slots;

[Parallelizable(ParallelScope.All)]
public sealed class SlotTroubleTests : SlotFixture
{
    [Test]
    public async Task A_cancelled_stage_stops_and_is_lost_for_the_reason_given()
    {
        var slot = Start();
        var order = Order("wait");
        slot.Tell(order);
        await Running("step");
        slot.Tell(new Cancel(order.Work, 1, "nobody wants it"));

        var ended = await Coordinator.Next<Ended>();
        Assert.That(ended.End, Is.EqualTo(new AttemptEnd.Lost("nobody wants it")));
        Assert.That(File.Exists(Store.CheckpointOf(order.Stage.Key)), Is.True);
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
            (await Coordinator.Next<Ended>()).End,
            Is.EqualTo(new AttemptEnd.Lost("nobody wants it"))
        );
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
        Coordinator.Forget();

        await Running("step");
        Assert.That(Coordinator.All<Ended>(), Is.Empty);
    }

    [Test]
    public async Task A_full_disk_makes_the_slot_unfit_and_loses_no_try()
    {
        var slot = Start(o => o with { UnfitPause = TimeSpan.FromMilliseconds(300) });
        var end = await Finish(slot, Order("disk-full"));
        await Coordinator.Next<Hello>(h =>
            h is { Running: null, Unfit: { } reason } && reason.Contains("full", StringComparison.Ordinal)
        );
        Coordinator.Forget();

        Assert.That(end, Is.InstanceOf<AttemptEnd.Lost>());
        await Coordinator.Next<Hello>(h => h is { Running: null, Unfit: null });
    }

    [Test]
    public async Task Crashes_of_three_different_stages_in_a_row_make_the_slot_unfit()
    {
        var slot = Start();
        for (var i = 0; i < 3; i++)
            await Finish(slot, Order(Script.Stage("exit", ("try", Value.Of(i)))));

        await Coordinator.Next<Hello>(h => h is { Running: null, Unfit: not null });
    }

    [Test]
    public async Task Crashes_of_one_stage_do_not_make_the_slot_unfit()
    {
        var slot = Start();
        for (var i = 0; i < 4; i++)
        {
            await Finish(slot, Order("exit"));
            Coordinator.Forget();
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
        var ended = await Coordinator.Next<Ended>();
        slot.Tell(new Acknowledged(order.Work, 1));

        Assert.That(ended.End, Is.EqualTo(new AttemptEnd.Lost("stopped at a checkpoint")));
        Assert.That(await drained, Is.EqualTo(new Drained(Id)));
        Assert.That(File.Exists(Store.CheckpointOf(order.Stage.Key)), Is.True);
        Assert.That(Coordinator.All<Hello>()[^1].Unfit, Is.EqualTo("draining"));
    }

    [Test]
    public async Task A_drain_lets_a_stage_end_that_is_nearly_done()
    {
        var slot = Start();
        var order = Order("steady");
        slot.Tell(order);
        await Coordinator.Next<Hello>(h => h.Running is not null && h.Fraction > 0.4);
        var drained = slot.Ask<Drained>(new Drain(TimeSpan.FromSeconds(60)));
        var ended = await Coordinator.Next<Ended>();
        slot.Tell(new Acknowledged(order.Work, 1));

        Assert.That(ended.End, Is.InstanceOf<AttemptEnd.Completed>());
        Assert.That(await drained, Is.EqualTo(new Drained(Id)));
    }

    [Test]
    public async Task A_drain_does_not_wait_for_aCoordinator_that_is_gone()
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
}

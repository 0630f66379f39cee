using Slimfront.Actors.Protocol;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Tests.Coordinator;

/// <summary>Which stage goes to which slot, and when.</summary>
public sealed class SchedulingTests
{
    [Test]
    public void A_slot_that_did_its_stage_gets_the_one_that_goes_on_from_it_without_asking()
    {
        using var bench = new Bench();
        var slot = new FakeSlot(bench.Kit);
        bench.Submit(FakePipeline.Spec);
        var teacher = slot.Take(bench.Actor);
        slot.CompleteAndGoOn(bench.Actor, teacher);
        var student = slot.Hears<Assign>();
        slot.CompleteAndGoOn(bench.Actor, student);

        var next = slot.Hears<Assign>();

        Assert.That(next.Stage.Inputs.Single().Stage, Is.EqualTo(student.Stage.Key), "its measurement");
        Assert.That(next.Work.Attempt.Number, Is.EqualTo(1));
    }

    [Test]
    public void A_row_of_stages_stays_with_its_slot_though_others_wait()
    {
        using var bench = new Bench();
        bench.Submit(FakePipeline.Spec);
        var slots = Enumerable.Range(0, 5).Select(i => new FakeSlot(bench.Kit, $"{i}:1")).ToArray();
        slots[0].Complete(bench.Actor, slots[0].Take(bench.Actor));
        var students = slots[..3].Select(s => s.Take(bench.Actor)).ToArray();
        slots[3].Greet(bench.Actor);
        slots[4].Greet(bench.Actor);

        slots[2].CompleteAndGoOn(bench.Actor, students[2]);

        Assert.That(slots[2].Hears<Assign>().Stage.Inputs.Single().Stage, Is.EqualTo(students[2].Stage.Key));
        slots[3].HearsNothing();
    }

    [Test]
    public void A_slot_that_reports_itself_unfit_gets_nothing_after_its_last_stage()
    {
        using var bench = new Bench();
        var slot = new FakeSlot(bench.Kit);
        bench.Submit(FakePipeline.Spec);
        var order = slot.Take(bench.Actor);

        slot.Greet(bench.Actor, order.Work, unfit: "draining");
        slot.CompleteAndGoOn(bench.Actor, order);

        slot.HearsNothing();
    }

    [Test]
    public void An_end_that_is_told_again_does_not_free_a_slot_that_has_new_work()
    {
        using var bench = new Bench();
        var slot = new FakeSlot(bench.Kit);
        bench.Submit(FakePipeline.Spec);
        var order = slot.Take(bench.Actor);
        slot.CompleteAndGoOn(bench.Actor, order);
        var next = slot.Hears<Assign>();

        // The acknowledgement and the order got lost: the slot tells its end again, and then that it is free.
        slot.CompleteAndGoOn(bench.Actor, order);
        slot.Greet(bench.Actor);
        slot.HearsNothing();
        bench.Pass(TimeSpan.FromSeconds(6));
        slot.Greet(bench.Actor);

        Assert.That(slot.Hears<Assign>().Work, Is.EqualTo(next.Work));
    }

    [Test]
    public void A_study_that_asks_for_labels_gets_slots_that_have_them_and_leaves_the_others_alone()
    {
        using var bench = new Bench();
        var plain = new FakeSlot(bench.Kit, "plain:1");
        var fitting = new FakeSlot(bench.Kit, "fitting:1", labels: "gpu=a100,rack=7");
        bench.Submit(FakePipeline.Spec with { Name = "picky", Requires = Labels.Parse("gpu=a100") });

        plain.Greet(bench.Actor);
        plain.HearsNothing();
        Assert.That(fitting.Take(bench.Actor).Work.Study, Is.EqualTo("picky"));

        bench.Submit(FakePipeline.Spec with { Name = "modest", Seed = 2 });
        Assert.That(plain.Hears<Assign>().Work.Study, Is.EqualTo("modest"));
    }

    [Test]
    public void Slots_are_shared_in_proportion_to_priority()
    {
        using var bench = new Bench();
        bench.Submit(FakePipeline.Spec with { Name = "low", Seed = 1, Lag = 8 });
        bench.Submit(FakePipeline.Spec with { Name = "high", Seed = 2, Lag = 8, Priority = 3 });
        var slots = Enumerable.Range(0, 8).Select(i => new FakeSlot(bench.Kit, index: i)).ToArray();
        slots[0].Complete(bench.Actor, slots[0].Take(bench.Actor));
        slots[1].Complete(bench.Actor, slots[1].Take(bench.Actor));

        var studies = slots.Select(s => s.Take(bench.Actor).Work.Study).ToArray();

        Assert.That(studies.Count(s => s == "high"), Is.EqualTo(6));
        Assert.That(studies.Count(s => s == "low"), Is.EqualTo(2));
    }

    [Test]
    public void A_row_of_stages_yields_to_a_study_that_has_less_than_its_share()
    {
        using var bench = new Bench();
        var (first, second) = (new FakeSlot(bench.Kit, index: 0), new FakeSlot(bench.Kit, index: 1));
        bench.Submit(FakePipeline.Spec with { Name = "early", Seed = 1 });
        first.Complete(bench.Actor, first.Take(bench.Actor));
        var (one, _) = (first.Take(bench.Actor), second.Take(bench.Actor));
        bench.Submit(FakePipeline.Spec with { Name = "late", Seed = 2 });

        first.CompleteAndGoOn(bench.Actor, one);

        Assert.That(first.Hears<Assign>().Work.Study, Is.EqualTo("late"));
    }

    [Test]
    public void A_stage_waits_for_its_inputs_no_longer_than_carrying_them_would_take()
    {
        // Inputs of 1,000 to 1,255 bytes: 8 to 10 seconds.
        using var bench = new Bench(Bench.Default with { BytesPerSecond = 125 });
        var (near, far) = (new FakeSlot(bench.Kit, "b:1"), new FakeSlot(bench.Kit, "a:1"));
        bench.Submit(FakePipeline.Spec with { Budget = new(Trials: 2) });
        near.CompleteAndGoOn(bench.Actor, near.Take(bench.Actor));
        var first = near.Hears<Assign>();

        far.Greet(bench.Actor);
        bench.Pass(TimeSpan.FromSeconds(7));
        far.Greet(bench.Actor);
        far.HearsNothing();
        near.Greet(bench.Actor, first.Work);
        bench.Pass(TimeSpan.FromSeconds(4));

        var other = far.Hears<Assign>().Stage;
        Assert.That(other, Is.Not.EqualTo(first.Stage));
        Assert.That(other.Operation, Is.EqualTo(first.Stage.Operation), "the other trial's student");
    }

    [Test]
    public void What_a_stage_was_made_of_is_at_hand_too()
    {
        using var bench = new Bench();
        var (maker, reader) = (new FakeSlot(bench.Kit, "b:1"), new FakeSlot(bench.Kit, "a:1"));
        bench.Submit(FakePipeline.Spec);
        maker.Complete(bench.Actor, maker.Take(bench.Actor));
        reader.Complete(bench.Actor, reader.Take(bench.Actor));

        var order = maker.Take(bench.Actor);

        Assert.That(
            order.Inputs[0].Sources,
            Is.EqualTo((string[])[reader.Source, maker.Source, "http://coordinator/"])
        );
    }

    [Test]
    public void A_stage_that_crashed_twice_by_one_signal_on_a_node_waits_for_another_node()
    {
        using var bench = new Bench();
        var (first, second, held) = WithOneBusy(bench);
        var order = Crash(bench, first);
        Crash(bench, first);

        first.Greet(bench.Actor);
        first.HearsNothing();
        second.CompleteAndGoOn(bench.Actor, held);

        Assert.That(second.Hears<Assign>().Stage.Key, Is.EqualTo(order.Stage.Key));
    }

    [Test]
    public void A_stage_that_crashed_twice_on_the_only_node_is_tried_there_again_and_its_trial_says_where_it_failed()
    {
        using var bench = new Bench();
        var slot = new FakeSlot(bench.Kit, "a:1");
        bench.Submit(FakePipeline.Spec);
        var order = Crash(bench, slot);
        Crash(bench, slot);
        Crash(bench, slot);

        Assert.That(
            ((Outcome.Failed)bench.Study().Trials[0].Outcome!).Reason,
            Is.EqualTo($"write {order.Stage.Key.Short}: The runner ended with signal 11 (SIGSEGV): oh")
        );
    }

    [Test]
    public void Crashes_by_different_signals_are_no_pattern()
    {
        using var bench = new Bench();
        var (first, _, _) = WithOneBusy(bench);
        Crash(bench, first);
        Crash(bench, first, "signal 6 (SIGABRT)");

        Assert.That(first.Take(bench.Actor).Work.Attempt.Number, Is.EqualTo(3));
    }

    [Test]
    public void A_node_that_cannot_work_is_not_waited_for()
    {
        using var bench = new Bench();
        var (first, second, held) = WithOneBusy(bench);
        Crash(bench, first);
        Crash(bench, first);
        second.Greet(bench.Actor, held.Work, unfit: "draining");

        Assert.That(first.Take(bench.Actor).Work.Attempt.Number, Is.EqualTo(3));
    }

    [Test]
    public void A_new_coordinator_knows_where_a_stage_crashed()
    {
        using var bench = new Bench(Bench.Default with { Grace = TimeSpan.FromMinutes(1) });
        var (first, second, held) = WithOneBusy(bench);
        Crash(bench, first);
        Crash(bench, first);
        bench.Restart();
        second.Greet(bench.Actor, held.Work);

        first.Greet(bench.Actor);
        first.HearsNothing();
    }

    // Two nodes, of which the second has work of another study.
    private static (FakeSlot First, FakeSlot Second, Assign Held) WithOneBusy(Bench bench)
    {
        var (first, second) = (new FakeSlot(bench.Kit, "a:1"), new FakeSlot(bench.Kit, "b:1"));
        bench.Submit(FakePipeline.Spec with { Name = "other", Seed = 2 });
        var held = second.Take(bench.Actor);
        bench.Submit(FakePipeline.Spec);
        return (first, second, held);
    }

    // Takes a stage, dies of it, and takes nothing until it greets again.
    private static Assign Crash(Bench bench, FakeSlot slot, string death = "signal 11 (SIGSEGV)")
    {
        var order = slot.Take(bench.Actor);
        slot.Greet(bench.Actor, order.Work, unfit: "resting");
        slot.End(
            bench.Actor,
            order.Work,
            new AttemptEnd.Failed($"The runner ended with {death}: oh", IsFinal: false)
        );
        slot.Hears<Acknowledged>();
        return order;
    }
}

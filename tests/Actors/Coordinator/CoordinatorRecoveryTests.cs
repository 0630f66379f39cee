using Slimfront.Actors.Protocol;
using Slimfront.Actors.Tests.Serialization;
using Slimfront.Search.Rules;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Tests.Coordinator;

/// <summary>Coordinators and slots die; studies do not.</summary>
public sealed class CoordinatorRecoveryTests
{
    private static readonly TimeSpan Grace = TimeSpan.FromSeconds(20);

    [TestCase(1)]
    [TestCase(4)]
    [TestCase(9)]
    public void After_a_crash_a_study_goes_on_to_the_same_end(int stagesBefore)
    {
        using var undisturbed = new Bench();
        undisturbed.Submit(FakePipeline.Spec);
        undisturbed.Work();
        using var bench = new Bench();
        bench.Submit(FakePipeline.Spec);
        bench.Work(stages: stagesBefore);

        bench.Restart();
        Assert.That(bench.Submit(FakePipeline.Spec), Does.Contain("going on"));
        bench.Work();

        Assert.That(Deep.Text(bench.Study().Trials), Is.EqualTo(Deep.Text(undisturbed.Study().Trials)));
        Assert.That(bench.Study().FinalFront, Is.EqualTo(undisturbed.Study().FinalFront));
        Assert.That(bench.Study().Stages.Values.Select(n => n.Completions), Is.All.EqualTo(1));
    }

    // Six trials are 13 stages: the teacher, and a student and its measurement each.
    [TestCase(13)]
    [TestCase(14)]
    [TestCase(15)]
    [TestCase(16)]
    public void After_a_crash_among_its_baselines_a_study_goes_on_to_the_same_end(int stagesBefore)
    {
        var spec = FakePipeline.Spec with { Baselines = 4 };
        using var undisturbed = new Bench();
        undisturbed.Submit(spec);
        undisturbed.Work(slots: 2);
        using var bench = new Bench();
        bench.Submit(spec);
        bench.Work(stages: stagesBefore);
        Assert.That(bench.Study().Phase, Is.EqualTo(StudyPhase.Comparing).Or.EqualTo(StudyPhase.Testing));

        bench.Restart();
        bench.Work();

        Assert.That(bench.Study().Baselines, Is.Not.Empty.And.EqualTo(undisturbed.Study().Baselines));
        Assert.That(bench.Study().Trials, Has.Count.GreaterThan(6));
        Assert.That(
            bench.Study().Trials.Select(t => (t.Model, t.Measurement, t.Test)),
            Is.EqualTo(undisturbed.Study().Trials.Select(t => (t.Model, t.Measurement, t.Test)))
        );
        Assert.That(bench.Study().FinalFront, Is.EqualTo(undisturbed.Study().FinalFront));
        Assert.That(bench.Study().Stages.Values.Select(n => n.Completions), Is.All.EqualTo(1));
    }

    [Test]
    public void A_study_can_be_stopped_among_its_baselines()
    {
        using var bench = new Bench();
        bench.Submit(FakePipeline.Spec with { Baselines = 4 });
        bench.Work(stages: 13);
        Assert.That(bench.Study().Phase, Is.EqualTo(StudyPhase.Comparing));

        Assert.That(bench.Ask<Accepted>(new StopStudy("fake", "enough")).Text, Does.Contain("stops"));
        bench.Work();

        Assert.That(bench.Study().Phase, Is.EqualTo(StudyPhase.Finished));
        Assert.That(
            bench.Study().Trials.Skip(6).Select(t => t.Outcome),
            Has.Some.InstanceOf<Outcome.Stopped>()
        );
    }

    [Test]
    public void Time_that_is_up_ends_the_baselines_too()
    {
        using var bench = new Bench();
        var budget = FakePipeline.Spec.Budget with { Time = TimeSpan.FromSeconds(30) };
        bench.Submit(FakePipeline.Spec with { Baselines = 4, Budget = budget });
        bench.Work(stages: 13);
        Assert.That(bench.Study().Phase, Is.EqualTo(StudyPhase.Comparing));

        bench.Pass(TimeSpan.FromSeconds(31));
        bench.Work();

        Assert.That(bench.Study().Reason, Does.Contain("time budget"));
        Assert.That(
            bench.Study().Trials.Skip(6).Select(t => t.Outcome),
            Has.Some.InstanceOf<Outcome.Stopped>()
        );
    }

    [Test]
    public void A_snapshot_and_the_events_after_it_are_the_whole_journal()
    {
        using var bench = new Bench(Bench.Default with { SnapshotEvery = 10 });
        bench.Submit(FakePipeline.Spec);
        bench.Work();
        var before = Deep.Text(bench.View.Events["fake"]);

        bench.Restart();

        Assert.That(Deep.Text(bench.View.Events["fake"]), Is.EqualTo(before));
        Assert.That(bench.Epoch, Is.EqualTo(2));
    }

    [Test]
    public void Every_incarnation_has_a_higher_epoch_and_says_so()
    {
        using var bench = new Bench();
        bench.Submit(FakePipeline.Spec);
        var slot = new FakeSlot(bench.Kit);
        var first = slot.Take(bench.Actor);

        bench.Restart();
        var second = new FakeSlot(bench.Kit, incarnation: "y").Take(bench.Actor);

        Assert.That((first.Epoch, second.Epoch), Is.EqualTo((1, 2)));
    }

    [Test]
    public void Running_work_that_is_announced_in_time_is_adopted()
    {
        using var bench = new Bench(Bench.Default with { Grace = Grace });
        var slot = new FakeSlot(bench.Kit);
        bench.Submit(FakePipeline.Spec);
        var order = slot.Take(bench.Actor);
        var before = bench.View.Events["fake"].Count;

        bench.Restart();
        slot.Greet(bench.Actor, order.Work);
        for (var i = 0; i < 5; i++)
        {
            bench.Pass(TimeSpan.FromSeconds(10));
            slot.Greet(bench.Actor, order.Work);
        }

        Assert.That(bench.View.Events["fake"], Has.Count.EqualTo(before));
        slot.Complete(bench.Actor, order);
        Assert.That(bench.Study().Result(order.Stage.Key), Is.Not.Null);
    }

    [Test]
    public void Running_work_that_nobody_announces_is_given_to_another_slot_after_the_grace()
    {
        using var bench = new Bench(Bench.Default with { Grace = Grace });
        var dead = new FakeSlot(bench.Kit);
        bench.Submit(FakePipeline.Spec);
        var order = dead.Take(bench.Actor);

        bench.Restart();
        var alive = new FakeSlot(bench.Kit, "b:1");
        alive.Greet(bench.Actor);
        bench.Pass(TimeSpan.FromSeconds(10));
        alive.Greet(bench.Actor);
        alive.HearsNothing();
        bench.Pass(TimeSpan.FromSeconds(10));

        Assert.That(alive.Hears<Assign>().Work.Attempt, Is.EqualTo(order.Work.Attempt with { Number = 2 }));
    }

    [Test]
    public void Without_a_grace_the_work_of_the_dead_is_given_out_at_once()
    {
        using var bench = new Bench();
        var dead = new FakeSlot(bench.Kit);
        bench.Submit(FakePipeline.Spec);
        var order = dead.Take(bench.Actor);

        bench.Restart();
        var next = new FakeSlot(bench.Kit, incarnation: "y").Take(bench.Actor);

        Assert.That(next.Work.Attempt, Is.EqualTo(order.Work.Attempt with { Number = 2 }));
    }

    [Test]
    public void A_slot_that_was_started_anew_does_not_keep_its_work()
    {
        using var bench = new Bench(Bench.Default with { Grace = Grace });
        var before = new FakeSlot(bench.Kit, incarnation: "x");
        bench.Submit(FakePipeline.Spec);
        var order = before.Take(bench.Actor);

        var after = new FakeSlot(bench.Kit, incarnation: "y");
        after.Greet(bench.Actor);

        Assert.That(after.Hears<Assign>().Work.Attempt, Is.EqualTo(order.Work.Attempt with { Number = 2 }));
    }

    [Test]
    public void A_silent_slot_loses_its_work_and_is_told_so_when_it_comes_back()
    {
        using var bench = new Bench();
        var (silent, other) = (new FakeSlot(bench.Kit, "a:1"), new FakeSlot(bench.Kit, "b:1"));
        bench.Submit(FakePipeline.Spec);
        var order = silent.Take(bench.Actor);
        bench.Pass(TimeSpan.FromSeconds(14));
        Assert.That(bench.Study().Attempts(), Is.EqualTo(new[] { order.Work.Attempt }));

        bench.Pass(TimeSpan.FromSeconds(2));
        var again = other.Take(bench.Actor);
        silent.Greet(bench.Actor, order.Work);

        Assert.That(again.Work.Attempt, Is.EqualTo(order.Work.Attempt with { Number = 2 }));
        Assert.That(silent.Hears<Cancel>().Work, Is.EqualTo(order.Work));
        silent.CompleteAndGoOn(bench.Actor, order);
        Assert.That(bench.Study().Result(order.Stage.Key), Is.Null, "a late answer is harmless");
    }

    [Test]
    public void A_coordinator_that_stood_still_itself_blames_no_slot()
    {
        using var bench = new Bench();
        var slot = new FakeSlot(bench.Kit);
        bench.Submit(FakePipeline.Spec);
        var order = slot.Take(bench.Actor);

        bench.Clock.Advance(TimeSpan.FromMinutes(1));
        bench.Tick();

        Assert.That(bench.Study().Attempts(), Is.EqualTo(new[] { order.Work.Attempt }));
    }

    [Test]
    public void An_order_that_got_lost_is_sent_again_but_not_one_that_may_have_crossed()
    {
        using var bench = new Bench();
        var slot = new FakeSlot(bench.Kit);
        bench.Submit(FakePipeline.Spec);
        var order = slot.Take(bench.Actor);

        slot.Greet(bench.Actor);
        slot.HearsNothing();
        bench.Pass(TimeSpan.FromSeconds(6));
        slot.Greet(bench.Actor);

        Assert.That(slot.Hears<Assign>().Work, Is.EqualTo(order.Work));
    }

    [Test]
    public void A_slot_that_cannot_work_gets_none_and_loses_what_it_was_sent()
    {
        using var bench = new Bench();
        var slot = new FakeSlot(bench.Kit);
        bench.Submit(FakePipeline.Spec);
        slot.Greet(bench.Actor, unfit: "disk full");
        slot.HearsNothing();
        var order = slot.Take(bench.Actor);

        bench.Pass(TimeSpan.FromSeconds(6));
        slot.Greet(bench.Actor, unfit: "disk full");

        Assert.That(slot.Take(bench.Actor).Work.Attempt, Is.EqualTo(order.Work.Attempt with { Number = 2 }));
    }

    [Test]
    public void A_study_whose_rules_break_is_ended_and_others_go_on()
    {
        static StudyRules Rules(StudySpec spec) =>
            spec.Name == "bad"
                ? new(new FakePipeline(), new BrokenSampler(), new FakePipeline().Space(spec))
                : FakePipeline.Rules(spec);
        using var bench = new Bench(Bench.Default with { Rules = Rules });

        bench.Submit(FakePipeline.Spec with { Name = "bad" });
        bench.Submit(FakePipeline.Spec);
        bench.Work();

        Assert.That(bench.Study("bad").Phase, Is.EqualTo(StudyPhase.Finished));
        Assert.That(bench.Study("bad").Reason, Does.Contain("out of ideas"));
        Assert.That(bench.Study().Trials, Has.Count.EqualTo(6));
    }
}

using Slimfront.Actors.Protocol;
using Slimfront.Actors.Tests.Serialization;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Tests.Coordinator;

/// <summary>A study stands still and goes on, and loses nothing by it.</summary>
public sealed class PauseTests
{
    [Test]
    public void Pausing_stops_what_runs_and_nothing_starts_until_it_goes_on()
    {
        using var bench = new Bench();
        var slot = new FakeSlot(bench.Kit);
        bench.Submit(FakePipeline.Spec with { Attempts = new(Tries: 1) });
        var order = slot.Take(bench.Actor);

        Assert.That(Pause(bench), Is.EqualTo("study 'fake' is paused"));

        Assert.That(slot.Hears<Cancel>().Reason, Does.Contain("paused"));
        slot.End(bench.Actor, order.Work, new AttemptEnd.Lost("stopped at a checkpoint"));
        slot.Hears<Acknowledged>();
        slot.Greet(bench.Actor);
        slot.HearsNothing();
        var study = bench.Study();
        Assert.That(study.IsPaused && study.Phase is StudyPhase.Searching);
        Assert.That(study.Stages[order.Stage.Key].Failures, Is.Zero, "it does not count as a try");

        Assert.That(Continue(bench), Is.EqualTo("study 'fake' goes on"));
        Assert.That(slot.Hears<Assign>().Work.Attempt, Is.EqualTo(order.Work.Attempt with { Number = 2 }));
    }

    [TestCase(2)]
    [TestCase(7)]
    [TestCase(13)]
    public void A_study_paused_between_ends_as_if_it_had_not_been(int stagesBefore)
    {
        var spec = FakePipeline.Spec with { Baselines = 4 };
        using var undisturbed = new Bench();
        undisturbed.Submit(spec);
        undisturbed.Work();
        using var bench = new Bench();
        bench.Submit(spec);
        bench.Work(stages: stagesBefore);

        Pause(bench);
        bench.Restart();
        Assert.That(bench.Study().IsPaused, "a new coordinator knows of it");
        Continue(bench);
        bench.Work();

        Assert.That(Deep.Text(bench.Study().Trials), Is.EqualTo(Deep.Text(undisturbed.Study().Trials)));
        Assert.That(bench.Study().FinalFront, Is.EqualTo(undisturbed.Study().FinalFront));
        Assert.That(bench.Study().Stages.Values.Select(n => n.Completions), Is.All.EqualTo(1));
    }

    [Test]
    public void What_is_done_while_the_order_to_stop_is_on_its_way_counts()
    {
        using var bench = new Bench();
        var slot = new FakeSlot(bench.Kit);
        bench.Submit(FakePipeline.Spec);
        var order = slot.Take(bench.Actor);
        Pause(bench);

        slot.End(bench.Actor, order.Work, new AttemptEnd.Completed(FakePipeline.Result(order.Stage)));
        slot.Hears<Cancel>();
        slot.Hears<Acknowledged>();

        Assert.That(bench.Study().Result(order.Stage.Key), Is.Not.Null);
    }

    [Test]
    public void Work_that_was_stopped_goes_back_to_the_node_with_its_checkpoint()
    {
        using var bench = new Bench();
        var (before, other) = (new FakeSlot(bench.Kit, "b:1"), new FakeSlot(bench.Kit, "a:1"));
        bench.Submit(FakePipeline.Spec);
        var order = before.Take(bench.Actor);
        Pause(bench);
        before.End(bench.Actor, order.Work, new AttemptEnd.Lost("stopped at a checkpoint"));
        before.Hears<Cancel>();
        before.Hears<Acknowledged>();
        before.Greet(bench.Actor);
        other.Greet(bench.Actor);

        Continue(bench);

        Assert.That(before.Hears<Assign>().Stage, Is.EqualTo(order.Stage));
        other.HearsNothing();
    }

    [Test]
    public void A_paused_study_can_be_stopped_and_other_studies_go_on()
    {
        using var bench = new Bench();
        bench.Submit(FakePipeline.Spec);
        bench.Submit(FakePipeline.Spec with { Name = "other", Seed = 2 });
        Pause(bench);
        bench.Work(study: "other");
        Assert.That(bench.Study().Stages.Values.Select(n => n.Status), Is.All.TypeOf<StageStatus.Open>());

        bench.Ask<Accepted>(new StopStudy("fake", "enough"));

        Assert.That(bench.Study().Phase, Is.EqualTo(StudyPhase.Finished));
    }

    [Test]
    public void A_time_budget_that_ran_out_in_a_pause_ends_the_study_when_it_goes_on()
    {
        using var bench = new Bench();
        bench.Submit(FakePipeline.Spec with { Budget = new(Trials: 6, Time: TimeSpan.FromSeconds(10)) });
        Pause(bench);
        bench.Pass(TimeSpan.FromSeconds(20));
        Assert.That(bench.Study().Phase, Is.EqualTo(StudyPhase.Searching));

        Continue(bench);

        Assert.That(bench.Study().Phase, Is.EqualTo(StudyPhase.Finished));
    }

    [Test]
    public void Orders_that_change_nothing_say_so()
    {
        using var bench = new Bench();
        bench.Submit(FakePipeline.Spec);

        Assert.That(Continue(bench), Does.Contain("is not paused"));
        Pause(bench);
        Assert.That(Pause(bench), Does.Contain("is paused already"));
        Assert.That(bench.Submit(FakePipeline.Spec), Does.Contain("paused after 0 of 6 trials"));
        Assert.That(
            bench.Ask<Rejected>(new PauseStudy("none", "")).Reason,
            Is.EqualTo("No study is called 'none'. There are: fake.")
        );
        Assert.That(
            bench.View.Events["fake"].Count(e => e is StudyEvent.Paused or StudyEvent.Continued),
            Is.EqualTo(1)
        );
    }

    private static string Pause(Bench bench) => bench.Ask<Accepted>(new PauseStudy("fake", "by a test")).Text;

    private static string Continue(Bench bench) =>
        bench.Ask<Accepted>(new ContinueStudy("fake", "by a test")).Text;
}

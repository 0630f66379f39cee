using Slimfront.Actors.Protocol;
using Slimfront.Search.Stages;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Tests.Coordinator;

public sealed class CoordinatorActorTests
{
    [TestCase(1)]
    [TestCase(3)]
    public void A_study_runs_to_its_end_and_does_every_stage_once(int slots)
    {
        using var bench = new Bench();
        bench.Submit(FakePipeline.Spec);

        bench.Work(slots);

        var study = bench.Study();
        Assert.That(study.Trials, Has.Count.EqualTo(6).And.All.Property("Measurement").Not.Null);
        Assert.That(study.Stages.Values.Select(n => n.Completions), Is.All.EqualTo(1));
        Assert.That(study.FinalFront, Is.Not.Empty);
        Assert.That(study.Teacher, Is.Null);
    }

    [Test]
    public void A_reply_that_is_not_of_the_current_attempt_changes_nothing_and_is_acknowledged()
    {
        using var bench = new Bench();
        var slot = new FakeSlot(bench.Kit);
        bench.Submit(FakePipeline.Spec);
        var order = slot.Take(bench.Actor);
        var before = bench.View.Events["fake"];
        var work = order.Work;
        var done = new AttemptEnd.Completed(FakePipeline.Result(order.Stage));
        AttemptRef[] stale =
        [
            work with
            {
                Attempt = work.Attempt with { Number = 2 },
            },
            work with
            {
                Attempt = new(new StageKey(new string('0', 64)), 1),
            },
            work with
            {
                Study = "another",
            },
        ];

        foreach (var each in stale)
        {
            slot.End(bench.Actor, each, done);
            Assert.That(slot.Hears<Acknowledged>().Work, Is.EqualTo(each));
        }

        var stranger = new FakeSlot(bench.Kit, incarnation: "old");
        stranger.End(bench.Actor, work, done);
        stranger.Hears<Acknowledged>();
        Assert.That(bench.View.Events["fake"], Is.EqualTo(before));
    }

    [Test]
    public void An_end_that_is_told_twice_counts_once()
    {
        using var bench = new Bench();
        var slot = new FakeSlot(bench.Kit);
        bench.Submit(FakePipeline.Spec);
        var order = slot.Take(bench.Actor);
        slot.Complete(bench.Actor, order);
        var before = bench.View.Events["fake"];

        slot.Complete(bench.Actor, order);

        Assert.That(bench.View.Events["fake"], Is.EqualTo(before));
    }

    [Test]
    public void A_failing_stage_is_tried_again_and_then_fails_its_trial_alone()
    {
        using var bench = new Bench();
        var slot = new FakeSlot(bench.Kit);
        bench.Submit(FakePipeline.Spec with { Attempts = new(Tries: 2) });
        slot.Complete(bench.Actor, slot.Take(bench.Actor));

        var first = slot.Take(bench.Actor);
        slot.End(bench.Actor, first.Work, new AttemptEnd.Failed("diverged", IsFinal: false));
        slot.Hears<Acknowledged>();
        var second = slot.Take(bench.Actor);
        Assert.That(second.Work.Attempt, Is.EqualTo(first.Work.Attempt with { Number = 2 }));
        slot.End(bench.Actor, second.Work, new AttemptEnd.Failed("diverged again", IsFinal: false));
        slot.Hears<Acknowledged>();
        bench.Work();

        var outcomes = bench.Study().Trials.Select(t => t.Outcome).ToArray();
        Assert.That(
            outcomes[0],
            Is.TypeOf<Outcome.Failed>().With.Property("Reason").Contains("diverged again")
        );
        Assert.That(outcomes[1..], Is.All.TypeOf<Outcome.Completed>());
    }

    [Test]
    public void A_final_failure_is_not_tried_again()
    {
        using var bench = new Bench();
        var slot = new FakeSlot(bench.Kit);
        bench.Submit(FakePipeline.Spec with { Budget = new(Trials: 1) });
        var order = slot.Take(bench.Actor);

        slot.End(bench.Actor, order.Work, new AttemptEnd.Failed("no such operation", IsFinal: true));
        slot.Hears<Acknowledged>();

        Assert.That(bench.Study().Phase, Is.EqualTo(StudyPhase.Finished));
        Assert.That(bench.Study().Trials[0].Outcome, Is.TypeOf<Outcome.Failed>());
    }

    [Test]
    public void Stopping_a_study_cancels_what_runs_for_it()
    {
        using var bench = new Bench();
        var slot = new FakeSlot(bench.Kit);
        bench.Submit(FakePipeline.Spec);
        var order = slot.Take(bench.Actor);

        bench.Ask<Accepted>(new StopStudy("fake", "enough"));

        Assert.That(slot.Hears<Cancel>().Work, Is.EqualTo(order.Work));
        slot.Greet(bench.Actor, order.Work);
        Assert.That(slot.Hears<Cancel>().Work, Is.EqualTo(order.Work), "until it obeys");
        slot.End(bench.Actor, order.Work, new AttemptEnd.Lost("cancelled"));
        slot.Hears<Acknowledged>();
        Assert.That(bench.Study().Phase, Is.EqualTo(StudyPhase.Finished));
        Assert.That(bench.Study().Trials.Select(t => t.Outcome), Is.All.TypeOf<Outcome.Stopped>());
    }

    [Test]
    public void The_time_budget_ends_a_study()
    {
        using var bench = new Bench();
        bench.Submit(FakePipeline.Spec with { Budget = new(Trials: 6, Time: TimeSpan.FromSeconds(10)) });

        bench.Pass(TimeSpan.FromSeconds(9));
        Assert.That(bench.Study().Phase, Is.EqualTo(StudyPhase.Searching));
        bench.Pass(TimeSpan.FromSeconds(1));

        Assert.That(bench.Study().Phase, Is.EqualTo(StudyPhase.Finished));
        Assert.That(bench.Study().Reason, Does.Contain("time budget"));
    }

    [Test]
    public void The_same_request_goes_on_and_another_one_of_its_name_is_refused()
    {
        using var bench = new Bench();
        Assert.That(bench.Submit(FakePipeline.Spec), Does.Contain("begins"));
        var events = bench.View.Events["fake"];

        Assert.That(
            bench.Submit(FakePipeline.Spec with { Name = "fake" }),
            Does.Contain("going on after 0 of 6 trials")
        );
        var refused = bench.Ask<Rejected>(new Submit(FakePipeline.Spec with { Budget = new(Trials: 7) }));

        Assert.That(refused.Reason, Does.Contain("'budget.trials' is 6 there and 7 here"));
        Assert.That(bench.View.Events["fake"], Is.EqualTo(events));
    }

    [Test]
    public void A_request_that_cannot_be_run_is_refused()
    {
        using var bench = new Bench();
        var unknown = FakePipeline.Spec with
        {
            Sampler = FakePipeline.Spec.Sampler.With("sampler", Search.Spaces.Value.Of("oracle")),
        };

        Assert.That(bench.Ask<Rejected>(new Submit(unknown)).Reason, Does.Contain("oracle"));
        Assert.That(
            bench.Ask<Rejected>(new Submit(FakePipeline.Spec with { Data = null })).Reason,
            Does.Contain("resolved")
        );
        Assert.That(
            bench.Ask<Rejected>(new StopStudy("none", "")).Reason,
            Is.EqualTo("No study is called 'none': there is none yet.")
        );
        Assert.That(bench.View.Studies, Is.Empty);
    }
}

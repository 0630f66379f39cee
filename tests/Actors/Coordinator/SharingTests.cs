using Slimfront.Actors.Artifacts;
using Slimfront.Actors.Protocol;
using Slimfront.Search.Stages;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Tests.Coordinator;

/// <summary>Who gets which work, and what is not done twice.</summary>
public sealed class SharingTests
{
    [Test]
    public void Orders_name_the_inputs_and_who_has_them()
    {
        using var bench = new Bench();
        var (maker, other) = (new FakeSlot(bench.Kit, "a:1"), new FakeSlot(bench.Kit, "b:1"));
        bench.Submit(FakePipeline.Spec);
        var first = maker.Take(bench.Actor);
        maker.Complete(bench.Actor, first);

        var second = other.Take(bench.Actor);

        Assert.That(second.Stage.Inputs.Select(i => i.Stage), Is.EqualTo(new[] { first.Stage.Key }));
        Assert.That(second.Inputs.Single().Artifact, Is.EqualTo(FakePipeline.Result(first.Stage).Artifact));
        Assert.That(second.Inputs.Single().Sources[0], Is.EqualTo(maker.Source));
        Assert.That(
            second.Inputs.Single().Sources,
            Does.Contain(other.Source).And.Contain("http://coordinator/")
        );
    }

    [Test]
    public void A_stage_goes_where_its_inputs_are()
    {
        using var bench = new Bench();
        var (near, far) = (new FakeSlot(bench.Kit, "b:1"), new FakeSlot(bench.Kit, "a:1"));
        bench.Submit(FakePipeline.Spec with { Budget = new(Trials: 1) });
        var teacher = near.Take(bench.Actor);
        far.Greet(bench.Actor);
        far.HearsNothing();
        near.Greet(bench.Actor, teacher.Work);

        near.Complete(bench.Actor, teacher);
        Assert.That(
            far.Hears<Assign>().Stage.Operation,
            Is.EqualTo("join"),
            "only the far slot asks for work"
        );

        // Now both wait when the last stage comes up.
        near.Greet(bench.Actor);
        far.HearsNothing();
    }

    [Test]
    public void Two_studies_share_the_slots_in_turn()
    {
        using var bench = new Bench();
        bench.Submit(FakePipeline.Spec with { Name = "one", Seed = 1 });
        bench.Submit(FakePipeline.Spec with { Name = "two", Seed = 2 });
        // The teachers first: until they are there, each study has but one stage to offer.
        var slots = Enumerable.Range(0, 6).Select(i => new FakeSlot(bench.Kit, index: i)).ToArray();
        slots[0].Complete(bench.Actor, slots[0].Take(bench.Actor));
        slots[1].Complete(bench.Actor, slots[1].Take(bench.Actor));

        var studies = slots.Select(s => s.Take(bench.Actor).Work.Study);

        Assert.That(studies.Order(), Is.EqualTo(new[] { "one", "one", "one", "two", "two", "two" }));
    }

    [Test]
    public void Work_done_for_one_study_serves_another()
    {
        using var bench = new Bench();
        bench.Submit(FakePipeline.Spec);
        bench.Work();
        bench.Submit(FakePipeline.Spec with { Name = "again" });
        var slot = new FakeSlot(bench.Kit);

        slot.Greet(bench.Actor);
        slot.HearsNothing();

        Assert.That(bench.Study("again").Phase, Is.EqualTo(StudyPhase.Finished));
        Assert.That(
            bench.Study("again").Trials,
            Is.EqualTo(bench.Study().Trials).Using<Trial>(SameMeasurement)
        );
        Assert.That(bench.Study("again").DeviceSeconds, Is.Zero);
    }

    [Test]
    public void What_the_nodes_store_has_is_not_done_again_unless_it_proved_to_be_missing()
    {
        var index = new FakeIndex();
        using var bench = new Bench(Bench.Default with { Index = index });
        bench.Submit(FakePipeline.Spec with { Budget = new(Trials: 1) });
        var slot = new FakeSlot(bench.Kit);
        index.Known = bench.Study().Stages.Values.First(n => n.Stage.Inputs.IsEmpty).Stage;

        var student = slot.Take(bench.Actor);
        Assert.That(student.Inputs.Single().Stage, Is.EqualTo(index.Known.Key));
        Assert.That(student.Inputs.Single().Sources[0], Is.EqualTo("http://coordinator/"));
        slot.End(bench.Actor, student.Work, new AttemptEnd.InputMissing(index.Known.Key, "damaged"));
        slot.Hears<Acknowledged>();

        Assert.That(slot.Take(bench.Actor).Stage, Is.EqualTo(index.Known));
    }

    [Test]
    public void What_another_study_is_doing_is_waited_for()
    {
        using var bench = new Bench();
        bench.Submit(FakePipeline.Spec);
        bench.Submit(FakePipeline.Spec with { Name = "twin" });
        var (busy, idle) = (new FakeSlot(bench.Kit, index: 0), new FakeSlot(bench.Kit, index: 1));
        var teacher = busy.Take(bench.Actor);
        idle.Greet(bench.Actor);
        idle.HearsNothing();

        busy.Complete(bench.Actor, teacher);

        Assert.That(idle.Hears<Assign>().Inputs.Single().Stage, Is.EqualTo(teacher.Stage.Key));
    }

    [Test]
    public void A_lost_artifact_is_made_again()
    {
        using var bench = new Bench();
        var slot = new FakeSlot(bench.Kit);
        bench.Submit(FakePipeline.Spec with { Budget = new(Trials: 1) });
        var teacher = slot.Take(bench.Actor);
        slot.Complete(bench.Actor, teacher);
        var student = slot.Take(bench.Actor);

        slot.End(bench.Actor, student.Work, new AttemptEnd.InputMissing(teacher.Stage.Key, "404"));
        slot.Hears<Acknowledged>();

        var again = slot.Take(bench.Actor);
        Assert.That(again.Work.Attempt, Is.EqualTo(teacher.Work.Attempt with { Number = 2 }));
        slot.Complete(bench.Actor, again);
        Assert.That(
            slot.Take(bench.Actor).Work.Attempt,
            Is.EqualTo(student.Work.Attempt with { Number = 2 })
        );
    }

    [Test]
    public void An_artifact_that_can_be_made_but_never_had_fails_the_trial()
    {
        using var bench = new Bench();
        var slot = new FakeSlot(bench.Kit);
        bench.Submit(FakePipeline.Spec with { Budget = new(Trials: 1), Attempts = new(Tries: 2) });
        for (var stages = 0; bench.Study().Phase is not StudyPhase.Finished && stages < 20; stages++)
        {
            var order = slot.Take(bench.Actor);
            slot.End(
                bench.Actor,
                order.Work,
                order.Stage.Inputs is [var input, ..]
                    ? new AttemptEnd.InputMissing(input.Stage, "no route")
                    : new AttemptEnd.Completed(FakePipeline.Result(order.Stage))
            );
            slot.Hears<Acknowledged>();
        }

        Assert.That(
            bench.Study().Trials[0].Outcome,
            Is.TypeOf<Outcome.Failed>().With.Property("Reason").Contains("no route")
        );
    }

    private static bool SameMeasurement(Trial left, Trial right) =>
        Equals(left.Measurement, right.Measurement);

    private sealed class FakeIndex : IArtifactIndex
    {
        public Stage? Known { get; set; }

        public StageResult? Find(StageKey stage) =>
            Known is { } known && known.Key == stage ? FakePipeline.Result(known) : null;
    }
}

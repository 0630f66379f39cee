using Slimfront.Reports.Model;
using Slimfront.Search.Objectives;
using Slimfront.Search.Spaces;
using Slimfront.Search.Studies;
using static Slimfront.Reports.Tests.StudyBuilder;

namespace Slimfront.Reports.Tests.Model;

public sealed class StageSharingTests
{
    private static readonly Search.Stages.Stage Teacher = Stage(
        "train",
        Configuration.Of(("n", Value.Of(0))),
        10
    );
    private static readonly Search.Stages.Stage Dense = Stage(
        "distil",
        Configuration.Empty,
        5,
        ("teacher", Teacher)
    );
    private static readonly Search.Stages.Stage Half = Prune(0.5, Dense);
    private static readonly Search.Stages.Stage Third = Prune(0.3, Dense);
    private static readonly Measurement Values = Measurement.Of(("accuracy", 0.9), ("bytes", 1000));

    [Test]
    public void A_small_study_counted_by_hand()
    {
        // teacher: train, measure. 0: train, distil, measure. 1 and 2: train, distil, prune, measure.
        var sharing = StageSharing.Of(Small().Study);

        Assert.That(sharing.Asked, Is.EqualTo(2 + 3 + 4 + 4));
        Assert.That(sharing.Ran, Is.EqualTo(1 + 1 + 2 + 4));
        Assert.That(sharing.Found, Is.Zero);
        Assert.That(sharing.TrainingAsked, Is.EqualTo((4 * 100) + (3 * 40)));
        Assert.That(sharing.TrainingSpent, Is.EqualTo(100 + 40));
        Assert.That(sharing.Saved, Is.EqualTo(1 - (140.0 / 520)).Within(1e-12));
        Assert.That(sharing.Repeated, Is.Empty);
    }

    [Test]
    public void Each_operation_has_its_own_account() =>
        Assert.That(
            StageSharing.Of(Small().Study).Operations,
            Is.EqualTo(
                new OperationSharing[]
                {
                    new("distil", 3, 1, 0, 120, 40),
                    new("measure", 4, 4, 0, 0, 0),
                    new("prune", 2, 2, 0, 0, 0),
                    new("train", 4, 1, 0, 400, 100),
                }
            )
        );

    [Test]
    public void Measuring_the_test_split_changes_nothing()
    {
        var before = StageSharing.Of(Small().Study);
        var after = StageSharing.Of(Small().Finish(_ => Values).Study);

        Assert.That(after.Operations, Is.EqualTo(before.Operations));
    }

    [Test]
    public void A_stage_that_was_there_already_did_not_run()
    {
        var study = new StudyBuilder(Studies.Spec())
            .Start(new(0), "a", Configuration.Empty, Teacher)
            .Find(Teacher, seconds: 100)
            .Complete(new(0), Values)
            .Study;

        var sharing = StageSharing.Of(study);

        Assert.That((sharing.Ran, sharing.Found), Is.EqualTo((1, 1)));
        Assert.That(
            (sharing.TrainingAsked, sharing.TrainingSpent, sharing.Saved),
            Is.EqualTo((100.0, 0.0, 1.0))
        );
    }

    [Test]
    public void A_stage_made_again_is_named_and_paid_for_twice()
    {
        var study = new StudyBuilder(Studies.Spec())
            .Start(new(0), "a", Configuration.Empty, Teacher)
            .Run(Teacher, seconds: 100)
            .Apply(new StudyEvent.ArtifactLost(Teacher.Key, "gone"))
            .Run(Teacher, seconds: 100)
            .Complete(new(0), Values)
            .Study;

        var sharing = StageSharing.Of(study);

        Assert.That(sharing.Repeated, Is.EqualTo(new[] { new RepeatedStage("train", Teacher.Key, 2) }));
        Assert.That((sharing.TrainingAsked, sharing.TrainingSpent), Is.EqualTo((100.0, 200.0)));
    }

    [Test]
    public void A_stage_that_failed_was_asked_for_and_cost_nothing()
    {
        var study = new StudyBuilder(Studies.Spec())
            .Start(new(0), "a", Configuration.Empty, Teacher)
            .Apply(new StudyEvent.TrialEnded(new(0), new Outcome.Failed("no")))
            .Study;

        var sharing = StageSharing.Of(study);

        Assert.That((sharing.Asked, sharing.Ran, sharing.Saved), Is.EqualTo((2, 0, 0.0)));
    }

    private static Search.Stages.Stage Prune(double ratio, Search.Stages.Stage of) =>
        Stage("prune", Configuration.Of(("ratio", Value.Of(ratio))), 0, ("start", of));

    private static StudyBuilder Small() =>
        new StudyBuilder(Studies.Spec())
            .Start(TrialNumber.Teacher, "teacher", Configuration.Empty, Teacher)
            .Start(new(0), "dense", Configuration.Empty, Teacher, Dense)
            .Start(new(1), "half", Configuration.Empty, Teacher, Dense, Half)
            .Start(new(2), "third", Configuration.Empty, Teacher, Dense, Third)
            .Run(Teacher, seconds: 100)
            .Run(Dense, seconds: 40)
            .Run(Half, seconds: 1)
            .Run(Third, seconds: 1)
            .Complete(TrialNumber.Teacher, Values)
            .Complete(new(0), Values)
            .Complete(new(1), Values)
            .Complete(new(2), Values);
}

using Slimfront.Search.Objectives;
using Slimfront.Search.Studies;

namespace Slimfront.Reports.Tests;

public sealed class ReportModelTests
{
    [Test]
    public void The_front_goes_from_small_to_large_and_from_worse_to_better()
    {
        var front = Studies.Sample().Report().Front;

        Assert.That(front, Has.Length.GreaterThan(4));
        Assert.That(front.Select(t => t.Values["bytes"]), Is.Ordered.Ascending);
        Assert.That(front.Select(t => t.Values["accuracy"]), Is.Ordered.Ascending);
    }

    [Test]
    public void A_study_that_runs_has_the_front_of_what_is_known()
    {
        var builder = new StudyBuilder(Studies.Spec())
            .Try("small", ("accuracy", 0.5), ("bytes", 100))
            .Try("large", ("accuracy", 0.9), ("bytes", 200))
            .Try("bad", ("accuracy", 0.4), ("bytes", 300));

        Assert.That(
            builder.Study.Report().Front.Select(t => t.Summary),
            Is.EqualTo(new[] { "small", "large" })
        );
    }

    [Test]
    public void Models_are_compared_with_the_teacher()
    {
        var teacher = StudyBuilder.Stage("train", Search.Spaces.Configuration.Empty, epochs: 1);
        var model = new StudyBuilder(Studies.Spec())
            .Start(TrialNumber.Teacher, "teacher", Search.Spaces.Configuration.Empty, teacher)
            .Run(teacher, seconds: 1)
            .Complete(TrialNumber.Teacher, Measurement.Of(("accuracy", 0.98), ("bytes", 10_000)))
            .Try("student", ("accuracy", 0.95), ("bytes", 500))
            .Study.Report();

        Assert.That(model.Front[0].Comparison.Factor, Is.EqualTo(20));
        Assert.That(model.Front[0].Comparison.Difference, Is.EqualTo(-3).Within(1e-9));
        Assert.That(model.Teacher!.Comparison, Is.EqualTo(Reports.Model.Comparison.None));
    }

    [Test]
    public void The_knee_looks_at_sizes_by_their_logarithm()
    {
        // In bytes the middle model lies below the line between the ends; in decades it lies above.
        var model = new StudyBuilder(Studies.Spec())
            .Try("small", ("accuracy", 0.5), ("bytes", 1e3))
            .Try("middle", ("accuracy", 0.85), ("bytes", 1e4))
            .Try("nearly largest", ("accuracy", 0.88), ("bytes", 5e5))
            .Try("largest", ("accuracy", 0.9), ("bytes", 1e6))
            .Study.Report();

        Assert.That(model.Knee!.Summary, Is.EqualTo("middle"));
    }

    [Test]
    public void Everything_measured_has_a_column_and_objectives_come_first()
    {
        var model = Studies.Sample(Objective.Bytes, Objective.Accuracy).Report();

        Assert.That(
            model.Columns.Select(c => c.Key),
            Is.EqualTo(new[] { "bytes", "accuracy", "parameters", "macs" })
        );
        Assert.That(model.TestColumns.Select(c => c.Key), Is.EqualTo(new[] { "accuracy" }));
    }

    [Test]
    public void Without_a_teacher_nothing_is_compared()
    {
        var row = new StudyBuilder(Studies.Spec())
            .Try("a", ("accuracy", 0.5), ("bytes", 100))
            .Study.Report()
            .Front[0];

        Assert.That((row.Comparison.Factor, row.Comparison.Difference), Is.EqualTo((double.NaN, double.NaN)));
    }
}

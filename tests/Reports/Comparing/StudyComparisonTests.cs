using Slimfront.Reports.Comparing;
using Slimfront.Search;
using Slimfront.Search.Objectives;

namespace Slimfront.Reports.Tests.Comparing;

public sealed class StudyComparisonTests
{
    // Reference of both: accuracy 0.5 → 0.45, 400 bytes → 440.
    private static readonly ReportModel Left = new StudyBuilder(Studies.Spec("left"))
        .Try("a", ("accuracy", 0.5), ("bytes", 100))
        .Try("b", ("accuracy", 0.8), ("bytes", 400))
        .Study.Report();

    private static readonly ReportModel Right = new StudyBuilder(Studies.Spec("right"))
        .Try("c", ("accuracy", 0.9), ("bytes", 200))
        .Study.Report();

    private readonly StudyComparison _both = StudyComparison.Of(Left, Right);

    [Test]
    public void Hypervolumes_have_one_reference_point()
    {
        Assert.That(_both.Reference, Is.EqualTo(new[] { 0.45, 440 }).Within(1e-9));
        Assert.That(_both.Left.OverTrials.Select(p => p.At), Is.EqualTo(new[] { 1.0, 2 }));
        Assert.That(
            _both.Left.OverTrials.Select(p => p.Hypervolume),
            Is.EqualTo(new[] { 0.05 * 340, (0.05 * 340) + (0.3 * 40) }).Within(1e-9)
        );
        Assert.That(_both.Right.Final, Is.EqualTo(0.45 * 240).Within(1e-9));
    }

    [Test]
    public void Attainment_tells_the_best_quality_up_to_every_size_of_either_front()
    {
        var attained = _both.Attainment;
        Assert.That(attained.Select(a => a.Size), Is.EqualTo(new[] { 100.0, 200, 400 }));
        Assert.That(attained.Select(a => a.Left), Is.EqualTo(new[] { 0.5, 0.5, 0.8 }));
        Assert.That(attained.Select(a => a.Right), Is.EqualTo(new[] { double.NaN, 0.9, 0.9 }));
    }

    [Test]
    public void A_front_is_covered_as_far_as_the_other_one_equals_or_beats_it()
    {
        Assert.That(_both.Left.CoveredBy(_both.Right), Is.EqualTo(0.5));
        Assert.That(_both.Right.CoveredBy(_both.Left), Is.Zero);
        Assert.That(_both.Left.CoveredBy(_both.Left), Is.EqualTo(1));
    }

    [Test]
    public void The_headline_tells_how_soon_the_better_one_had_what_the_other_has_in_the_end() =>
        Assert.That(
            ComparisonText.Headline(_both),
            Does.StartWith(
                "right reaches a hypervolume of 108, left 29; what left has in the end, right has after 1\u00a0trial and"
            )
        );

    [Test]
    public void A_study_compared_with_itself_differs_nowhere()
    {
        var report = Studies.Sample().Report();
        var both = StudyComparison.Of(report, report);
        Assert.That(both.Left.OverTrials, Is.EqualTo(both.Right.OverTrials));
        Assert.That(both.Attainment.Select(a => a.Left), Is.EqualTo(both.Attainment.Select(a => a.Right)));
        Assert.That(both.Left.Name, Is.Not.EqualTo(both.Right.Name));
        Assert.That(ComparisonText.Headline(both), Does.StartWith("Both reach"));
    }

    [Test]
    public void Studies_with_other_objectives_are_refused() =>
        Assert.That(
            () => StudyComparison.Of(Left, Studies.Sample(Objective.Accuracy, Objective.Macs).Report()),
            Throws
                .TypeOf<UserErrorException>()
                .With.Message.Contains("accuracy, bytes")
                .And.Message.Contains("macs")
        );

    [Test]
    public void The_knee_of_each_front_is_marked()
    {
        var sample = Studies.Sample().Report();
        var text = ComparisonText.Markdown(StudyComparison.Of(sample, sample), []);
        Assert.That(text.Split("(knee)").Length - 1, Is.GreaterThanOrEqualTo(2));
        Assert.That(text, Does.Contain($"| {sample.Knee!.Name} (knee) |"));
    }

    [TestCaseSource(typeof(Studies), nameof(Studies.Difficult))]
    public void Whatever_the_studies_are_like_the_files_are_written_and_nothing_becomes_markup(
        Search.Studies.Study study
    )
    {
        using var folder = new Folder();
        var report = study.Report();
        var files = ComparisonReport.Write(StudyComparison.Of(report, report), folder.Path);
        Assert.That(folder.Contents.Keys, Is.EquivalentTo(files));
        Assert.That(
            folder.Text("comparison.html"),
            Does.Not.Contain("<img src=x").And.Not.Contain("<script")
        );
        Assert.That(
            folder.Contents["fronts.png"].Take(4),
            Is.EqualTo(new byte[] { 0x89, (byte)'P', (byte)'N', (byte)'G' })
        );
    }
}

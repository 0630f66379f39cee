using Slimfront.Reports.Comparing;
using Slimfront.Search;
using Slimfront.Search.Objectives;

namespace Slimfront.Reports.Tests.Comparing;

public sealed class RepeatedStudiesTests
{
    [Test]
    public void Runs_that_differ_in_name_and_seed_alone_are_one_study()
    {
        var other = Studies.Spec("c") with { Lag = 3 };
        var studies = RepeatedStudies.Of([Run("a", 1), Run("b", 2), new StudyBuilder(other).Study.Report()]);
        Assert.That(
            studies.Studies.Select(s => (s.Name, s.Runs.Length)),
            Is.EqualTo(new[] { ("a", 2), ("c", 1) })
        );
    }

    // By hand: at 100 bytes the runs have 0.5, 0.6 and nothing; at 400 bytes 0.9, 0.6 and 0.7.
    [Test]
    public void What_half_of_the_runs_attain_is_the_middle_one_at_each_size()
    {
        var study = Repeated().Studies.Single();
        Assert.That(study.Surface(2), Is.EqualTo(new[] { (100.0, 0.5), (200, 0.6), (400, 0.7) }));
        Assert.That(study.Surface(3), Is.EqualTo(new[] { (200.0, 0.5), (400, 0.6) }));
        Assert.That(
            new[] { 50.0, 100, 250, 1000 }.Select(s => study.Within(s, 2)),
            Is.EqualTo(new[] { double.NaN, 0.5, 0.6, 0.7 })
        );
    }

    [Test]
    public void Hypervolumes_of_all_runs_have_one_reference_point()
    {
        var studies = Repeated();
        // The worst values are 0.5 and 400: a tenth beyond them lie 0.45 and 440.
        Assert.That(
            studies.Studies.Single().Hypervolumes(studies.Reference),
            Is.EqualTo(new[] { 0.15 * 340, (0.15 * 240) + (0.1 * 40), (0.05 * 340) + (0.4 * 40) }.Order())
                .Within(1e-9)
        );
    }

    [Test]
    public void The_table_and_the_picture_are_written()
    {
        using var folder = new Folder();
        var files = RepeatedReport.Write(Repeated(), folder.Path);
        Assert.That(folder.Contents.Keys, Is.EquivalentTo(new[] { "attainment.md", "attainment.png" }));
        Assert.That(files[0], Does.EndWith("attainment.md"));
        Assert.That(folder.Text("attainment.md"), Does.Contain("60.0\u00a0% \\[50.0\u00a0%, 60.0\u00a0%\\]"));
    }

    [Test]
    public void Studies_with_other_objectives_are_refused() =>
        Assert.That(
            () =>
                RepeatedStudies.Of([
                    Run("a", 1),
                    Studies.Sample(Objective.Accuracy, Objective.Macs).Report(),
                ]),
            Throws.TypeOf<UserErrorException>().With.Message.Contains("same objectives")
        );

    private static RepeatedStudies Repeated() =>
        RepeatedStudies.Of([
            Run("a", 1, (0.5, 100), (0.9, 400)),
            Run("a", 2, (0.6, 100)),
            Run("a", 3, (0.6, 200), (0.7, 400)),
        ]);

    private static ReportModel Run(string name, ulong seed, params (double Accuracy, double Bytes)[] front)
    {
        var builder = new StudyBuilder(Studies.Spec(name) with { Seed = seed });
        foreach (var (accuracy, bytes) in front)
            builder.Try($"{accuracy} {bytes}", ("accuracy", accuracy), ("bytes", bytes));
        return builder.Study.Report();
    }
}

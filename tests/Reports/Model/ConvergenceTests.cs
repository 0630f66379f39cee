using CsCheck;
using Slimfront.Reports.Model;
using Slimfront.Search.Objectives;
using Slimfront.Search.Pareto;
using Slimfront.Search.Studies;

namespace Slimfront.Reports.Tests.Model;

public sealed class ConvergenceTests
{
    private static readonly Gen<Study> Study = Gen.Select(Gen.Double[0, 1], Gen.Double[100, 1e5])
        .Array[1, 12]
        .Select(points =>
            points
                .Aggregate(
                    new StudyBuilder(Studies.Spec()),
                    (b, p) => b.Try("trial", ("accuracy", p.Item1), ("bytes", p.Item2))
                )
                .Study
        );

    [Test]
    public void Never_falls_and_ends_at_the_fronts_hypervolume() =>
        Study.Sample(study =>
        {
            var growth = Convergence.Of(study);
            double[] reference = [-growth.Reference[0], growth.Reference[1]];
            var losses = study.Trials.Select(t => t.Measurement!.Losses(study.Spec.Objectives));
            var expected = Hypervolume.Of(losses, reference);
            return IsRising(growth.OverTrials)
                && IsRising(growth.OverSeconds)
                && Math.Abs(growth.Final - expected) <= 1e-9 * expected
                && growth.Final.Equals(growth.OverSeconds[^1].Hypervolume);
        });

    [Test]
    public void By_hand()
    {
        var study = new StudyBuilder(Studies.Spec())
            .Try("a", ("accuracy", 0.5), ("bytes", 100))
            .Try("b", ("accuracy", 1.0), ("bytes", 200))
            .Try("worse than a", ("accuracy", 0.4), ("bytes", 150))
            .Study;

        var growth = Convergence.Of(study);

        // Losses −0.4 and 200 are the worst: the corner is (−0.36, 220).
        Assert.That(growth.Reference, Is.EqualTo(new[] { 0.36, 220 }).Within(1e-12));
        var (a, both) = (0.14 * 120, (0.14 * 120) + (0.5 * 20));
        Assert.That(growth.OverTrials.Select(p => p.At), Is.EqualTo(new[] { 1, 2, 3 }));
        Assert.That(
            growth.OverTrials.Select(p => p.Hypervolume),
            Is.EqualTo(new[] { a, both, both }).Within(1e-9)
        );
        Assert.That(growth.OverSeconds.Select(p => p.At), Is.EqualTo(new[] { 1.2, 2.4, 3.6 }).Within(1e-9));
    }

    [Test]
    public void Trials_beyond_a_limit_or_not_finite_do_not_count()
    {
        var spec = Studies.Spec() with { Limits = [new Limit("bytes", 150)] };
        var study = new StudyBuilder(spec)
            .Try("too big", ("accuracy", 1.0), ("bytes", 200))
            .Try("odd", ("accuracy", double.NaN), ("bytes", 100))
            .Study;

        var growth = Convergence.Of(study);

        Assert.That(growth.OverTrials, Is.Empty);
        Assert.That(growth.Reference, Is.Empty);
        Assert.That(growth.Final, Is.Zero);
    }

    private static bool IsRising(IEnumerable<ConvergencePoint> curve)
    {
        var points = curve.ToArray();
        return points
            .Zip(points.Skip(1))
            .All(p => p.First.At <= p.Second.At && p.First.Hypervolume <= p.Second.Hypervolume);
    }
}

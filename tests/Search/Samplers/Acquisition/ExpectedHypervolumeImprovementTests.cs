using CsCheck;
using Slimfront.Search.Pareto;
using Slimfront.Search.Randomness;
using Slimfront.Search.Samplers.Acquisition;
using Slimfront.Search.Samplers.Modelling;
using Slimfront.Search.Tests.Pareto;
using Tails = Slimfront.Search.Samplers.Modelling.Normal;

namespace Slimfront.Search.Tests.Samplers.Acquisition;

public sealed class ExpectedHypervolumeImprovementTests
{
    [Test]
    public void What_is_known_exactly_gains_its_contribution([Values(2, 3, 4)] int objectives) =>
        Gen.Select(Points.Sets(objectives, most: 8), Points.Coarse(objectives))
            .Sample(
                (front, point) =>
                {
                    var reference = Enumerable.Repeat(5.0, objectives).ToArray();
                    var gain = new ExpectedHypervolumeImprovement(front, reference).Log([
                        .. point.Select(loss => new Belief(loss, 0)),
                    ]);
                    var expected = Hypervolume.Contribution(point, front, reference);
                    return Math.Abs(Math.Exp(gain) - expected) < 1e-9 * Math.Max(1, expected);
                },
                iter: 300
            );

    [Test]
    public void The_expectation_is_that_of_sampling([Values(2, 3)] int objectives)
    {
        double[][] front =
            objectives == 2
                ?
                [
                    [0, 1],
                    [0.5, 0.4],
                    [1, 0],
                ]
                :
                [
                    [0, 1, 0.5],
                    [0.5, 0.4, 0],
                    [1, 0, 1],
                ];
        var reference = Enumerable.Repeat(1.5, objectives).ToArray();
        Belief[] beliefs =
        [
            .. Enumerable.Range(0, objectives).Select(m => new Belief(0.4 + (0.1 * m), 0.3 + (0.1 * m))),
        ];
        var random = Seed.For(1, "monte carlo");
        var sum = 0.0;
        const int Samples = 200_000;
        for (var s = 0; s < Samples; s++)
            sum += Hypervolume.Contribution(
                [.. beliefs.Select(b => b.Mean + (b.Deviation * Normal(random)))],
                front,
                reference
            );
        var exact = Math.Exp(new ExpectedHypervolumeImprovement(front, reference).Log(beliefs));
        Assert.That(sum / Samples, Is.EqualTo(exact).Within(0.01 * exact));
    }

    [Test]
    public void Hopeless_points_are_still_told_apart()
    {
        var improvement = new ExpectedHypervolumeImprovement(
            [
                [0, 0],
            ],
            [1, 1]
        );
        var (near, far) = (
            improvement.Log([new(8, 0.1), new(8, 0.1)]),
            improvement.Log([new(9, 0.1), new(9, 0.1)])
        );
        Assert.That(double.IsFinite(near) && double.IsFinite(far));
        Assert.That(near, Is.GreaterThan(far));
    }

    [Test]
    public void Boxes_fill_what_the_front_leaves([Values(2, 3, 4)] int objectives) =>
        Points
            .Sets(objectives, most: 8)
            .Sample(
                points =>
                {
                    // Seen from a finite best corner, boxes and dominated volume make up the whole cube.
                    var reference = Enumerable.Repeat(7.0, objectives).ToArray();
                    var volume = NondominatedBoxes
                        .Of(points, reference)
                        .Sum(b =>
                            b.Lower.Zip(b.Upper, (l, u) => Math.Max(0, u - Math.Max(0, l)))
                                .Aggregate(1.0, (x, y) => x * y)
                        );
                    var whole = Math.Pow(7, objectives);
                    return Math.Abs(volume + Hypervolume.Of(points, reference) - whole) < 1e-9 * whole;
                },
                iter: 300
            );

    [TestCase(0, 0.3989422804014327)] // 1/√(2π)
    [TestCase(-2, 0.008490702616829)] // φ(2) − 2·Φ(−2)
    public void The_shortfall_is_the_one_of_tables(double z, double expected) =>
        Assert.That(Tails.ExpectedShortfall(z), Is.EqualTo(expected).Within(1e-12));

    [Test]
    public void The_tails_join_without_a_step()
    {
        var (inside, outside) = (
            Tails.LogExpectedShortfall(-24.999999),
            Tails.LogExpectedShortfall(-25.000001)
        );
        Assert.That(inside - outside, Is.InRange(0, 1e-3));
        Assert.That(Tails.LogCumulative(-24.999999) - Tails.LogCumulative(-25.000001), Is.InRange(0, 1e-3));
        Assert.That(Tails.LogExpectedShortfall(-1e6), Is.LessThan(-4e11));
    }

    private static double Normal(Random random) =>
        Math.Sqrt(-2 * Math.Log(1 - random.NextDouble())) * Math.Cos(2 * Math.PI * random.NextDouble());
}

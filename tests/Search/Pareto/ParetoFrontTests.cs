using CsCheck;
using Slimfront.Search.Pareto;

namespace Slimfront.Search.Tests.Pareto;

public sealed class ParetoFrontTests
{
    [Test]
    public void The_front_holds_exactly_what_nothing_dominates() =>
        Points
            .Sets(3, most: 30)
            .Sample(points =>
                ParetoFront
                    .Front(points)
                    .SequenceEqual(
                        Enumerable
                            .Range(0, points.Length)
                            .Where(i => !points.Any(p => Dominance.Dominates(p, points[i])))
                    )
            );

    [Test]
    public void A_point_with_not_a_number_is_never_on_the_front()
    {
        Assert.That(
            ParetoFront.Front([
                [double.NaN, 0],
            ]),
            Is.Empty
        );
        Assert.That(
            ParetoFront.Knee([
                [double.NaN, 0],
            ]),
            Is.Null
        );
    }

    [Test]
    public void The_knee_is_the_point_that_bulges_most()
    {
        Assert.That(
            ParetoFront.Knee([
                [0, 100],
                [1, 30],
                [2, 15],
                [10, 0],
            ]),
            Is.EqualTo(2)
        );
        Assert.That(
            ParetoFront.Knee([
                [4, 4],
            ]),
            Is.Zero
        );
    }

    [Test]
    public void The_knee_does_not_depend_on_units() =>
        Gen.Select(Points.Fine(2).Array[1, 20], Gen.Int[-8, 8])
            .Sample(
                (points, exponent) =>
                {
                    // A power of two scales without rounding.
                    var scaled = points.Select(p => new[] { p[0] * Math.Pow(2, exponent), p[1] }).ToArray();
                    return ParetoFront.Knee(points) == ParetoFront.Knee(scaled);
                }
            );

    [Test]
    public void The_reference_point_lies_a_tenth_beyond_the_worst()
    {
        Assert.That(
            ReferencePoint.From([
                [-0.9, 100],
                [-0.5, 50],
                [double.NaN, 1000],
            ]),
            Is.EqualTo(new[] { -0.45, 110 }).Within(1e-12)
        );
        Assert.That(
            ReferencePoint.From([
                [0, 1],
            ])[0],
            Is.GreaterThan(0)
        );
        Assert.That(ReferencePoint.From([]), Is.Empty);
    }
}

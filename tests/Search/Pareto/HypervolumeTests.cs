using CsCheck;
using Slimfront.Search.Pareto;

namespace Slimfront.Search.Tests.Pareto;

public sealed class HypervolumeTests
{
    private static readonly double[] Corner = [5, 5, 5, 5, 5];

    [Test]
    public void Areas_are_those_computed_by_hand() =>
        Assert.That(
            Hypervolume.Of(
                [
                    [1, 3],
                    [2, 2],
                    [3, 1],
                    [3, 3],
                ],
                [4, 4]
            ),
            Is.EqualTo(3 + 2 + 1)
        );

    [Test]
    public void A_set_has_the_volume_of_inclusion_and_exclusion([Values(1, 2, 3, 4, 5)] int objectives) =>
        Points
            .Sets(objectives, most: 7)
            .Sample(
                points =>
                    AreClose(
                        Hypervolume.Of(points, Corner.AsSpan(0, objectives)),
                        InclusionExclusion(points, Corner[..objectives])
                    ),
                iter: 300
            );

    [Test]
    public void Constant_further_losses_change_nothing([Values(2, 3)] int objectives) =>
        Points
            .Sets(objectives, most: 30)
            .Sample(points =>
            {
                var reference = Corner[..objectives];
                var volume = Hypervolume.Of(points, reference);
                var third = Hypervolume.Of(points.Select(p => Points.Append(p, 0)), [.. reference, 1]);
                var many = Hypervolume.Of(
                    points.Select(p => Points.Append(p, 0, 0, 0)),
                    [.. reference, 1, 1, 1]
                );
                return AreClose(volume, third) && AreClose(volume, many);
            });

    [Test]
    public void A_contribution_is_the_difference_that_the_point_makes([Values(2, 3, 4)] int objectives) =>
        Gen.Select(Points.Sets(objectives, most: 10), Points.Coarse(objectives))
            .Sample(
                (points, point) =>
                {
                    var reference = Corner[..objectives];
                    var gain =
                        Hypervolume.Of([.. points, point], reference) - Hypervolume.Of(points, reference);
                    return AreClose(gain, Hypervolume.Contribution(point, points, reference));
                }
            );

    [Test]
    public void Points_outside_the_reference_contribute_nothing()
    {
        double[][] outside =
        [
            [5, 0],
            [6, -1],
            [double.NaN, 0],
            [double.PositiveInfinity, 0],
        ];
        Assert.That(Hypervolume.Of(outside, [5, 5]), Is.Zero);
        Assert.That(Hypervolume.Contribution([5, 0], [], [5, 5]), Is.Zero);
    }

    [Test]
    public void The_caller_s_points_are_left_as_they_are()
    {
        double[][] points =
        [
            [3, 1],
            [1, 3],
        ];
        Hypervolume.Of(points, [4, 4]);
        Assert.That(points[0], Is.EqualTo(new double[] { 3, 1 }));
    }

    private static bool AreClose(double a, double b) => Math.Abs(a - b) <= 1e-9 * Math.Max(1, Math.Abs(b));

    // Σ over non-empty subsets of (−1)^(size + 1) times the volume of the intersection of their boxes.
    private static double InclusionExclusion(double[][] points, double[] reference)
    {
        var volume = 0.0;
        for (var subset = 1; subset < 1 << points.Length; subset++)
        {
            var members = points.Where((_, i) => (subset >> i & 1) == 1).ToArray();
            var box = reference
                .Select((r, m) => Math.Max(0, r - members.Max(p => p[m])))
                .Aggregate(1.0, (a, b) => a * b);
            volume += members.Length % 2 == 1 ? box : -box;
        }
        return volume;
    }
}

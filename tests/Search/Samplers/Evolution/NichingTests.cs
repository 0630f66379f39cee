using System.Collections.Immutable;
using CsCheck;
using Slimfront.Search.Pareto;
using Slimfront.Search.Samplers.Evolution;
using Slimfront.Search.Samplers.Modelling;
using Slimfront.Search.Spaces;
using Slimfront.Search.Tests.Pareto;

namespace Slimfront.Search.Tests.Samplers.Evolution;

public sealed class NichingTests
{
    [TestCase(2, 20, 20)] // 19 divisions
    [TestCase(3, 20, 15)] // C(6, 2): 4 divisions
    [TestCase(4, 3, 4)] // The corners at least.
    [TestCase(1, 20, 1)]
    public void The_lattice_has_as_many_directions_as_fit(int objectives, int most, int expected)
    {
        var directions = ReferenceDirections.Of(objectives, most);
        Assert.That(directions, Has.Length.EqualTo(expected));
        Assert.That(directions.Select(d => Math.Round(d.Sum(), 12)), Is.All.EqualTo(1));
        Assert.That(directions.Select(d => string.Join(' ', d)).Distinct().Count(), Is.EqualTo(expected));
    }

    [Test]
    public void Nothing_that_dies_is_better_than_what_survives() =>
        Gen.Select(Points.Sets(3, most: 40), Gen.Int[1, 15])
            .Sample(
                (points, population) =>
                {
                    var trials = Observed(points);
                    var survivors = Niching.Of(trials, population, ReferenceDirections.Of(3, population));
                    var dead = trials.Except(survivors.Select(s => s.Trial)).ToArray();
                    return survivors.Length == Math.Min(population, points.Length)
                        && !dead.Any(d => survivors.Any(s => Dominance.Dominates(d.Losses, s.Trial.Losses)));
                }
            );

    [Test]
    public void A_crowd_on_one_direction_does_not_push_out_the_others()
    {
        // Nine points in the middle of a line, and its two ends.
        var crowd = Enumerable.Range(0, 9).Select(i => new[] { 0.5 + (0.001 * i), 0.5 - (0.001 * i) });
        var trials = Observed([.. crowd, [0, 1], [1, 0]]);
        var survivors = Niching.Of(trials, 3, ReferenceDirections.Of(2, 3));
        Assert.That(survivors.Select(s => s.Trial.Trial.Number.Value), Is.SupersetOf(new[] { 9, 10 }));
    }

    private static ImmutableArray<Observed> Observed(double[][] points) =>
        [.. points.Select((p, i) => new Observed(FakeStudy.Trial(i, Configuration.Empty, null), p, 0))];
}

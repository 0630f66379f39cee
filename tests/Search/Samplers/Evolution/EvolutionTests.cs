using System.Collections.Immutable;
using CsCheck;
using Slimfront.Search.Randomness;
using Slimfront.Search.Samplers.Evolution;
using Slimfront.Search.Samplers.Modelling;
using Slimfront.Search.Spaces;
using Slimfront.Search.Tests.Pareto;
using Slimfront.Search.Tests.Spaces;

namespace Slimfront.Search.Tests.Samplers.Evolution;

public sealed class EvolutionTests
{
    [Test]
    public void Children_are_points_of_the_space() =>
        Gen.Select(Trees.Space, Gen.ULong)
            .Sample(
                (space, seed) =>
                {
                    var random = new Pcg(seed);
                    var child = Breeding.Child(space, space.Draw(random), space.Draw(random), random);
                    return !space.Check(child).Any();
                }
            );

    [Test]
    public void A_child_has_mostly_what_its_parents_have()
    {
        var space = new Space(Enumerable.Range(0, 20).Select(i => new Parameter.Real($"r{i}", 0, 1)));
        var random = new Pcg(5);
        var (mother, father) = (space.Draw(random), space.Draw(random));
        var shares = Enumerable
            .Range(0, 200)
            .Select(_ => Breeding.Child(space, mother, father, random))
            .Average(c => c.Count(p => p.Value == mother[p.Key] || p.Value == father[p.Key]));
        // One of twenty is drawn anew on average.
        Assert.That(shares, Is.EqualTo(19).Within(0.3));
    }

    [Test]
    public void Nothing_that_dies_is_better_than_what_survives() =>
        Gen.Select(Points.Sets(2, most: 40), Gen.Int[1, 15])
            .Sample(
                (points, population) =>
                {
                    var trials = Observed(points);
                    var survivors = Survival.Of(trials, population);
                    var dead = trials.Except(survivors.Select(s => s.Trial)).ToArray();
                    return survivors.Length == Math.Min(population, points.Length)
                        && !dead.Any(d =>
                            survivors.Any(s => Search.Pareto.Dominance.Dominates(d.Losses, s.Trial.Losses))
                        );
                }
            );

    [Test]
    public void Trials_that_keep_the_limits_win_against_those_that_do_not()
    {
        ImmutableArray<Observed> trials =
        [
            new(FakeStudy.Trial(0, Configuration.Empty, null), [0, 0], Violation: 2),
            new(FakeStudy.Trial(1, Configuration.Empty, null), [9, 9], Violation: 0),
            new(FakeStudy.Trial(2, Configuration.Empty, null), [5, 5], Violation: 1),
        ];
        Assert.That(
            Survival.Of(trials, 3).Select(s => s.Trial.Trial.Number.Value),
            Is.EqualTo(new[] { 1, 2, 0 })
        );
        Assert.That(Survival.Of(trials, 3).Select(s => s.Rank), Is.Ordered.Ascending);
    }

    private static ImmutableArray<Observed> Observed(double[][] points) =>
        [.. points.Select((p, i) => new Observed(FakeStudy.Trial(i, Configuration.Empty, null), p, 0))];
}

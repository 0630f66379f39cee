using System.Collections.Immutable;
using Slimfront.Search.Bench;
using Slimfront.Search.Samplers;
using Slimfront.Search.Samplers.Evolution;
using Slimfront.Search.Samplers.Modelling;
using Slimfront.Search.Samplers.Parzen;
using Slimfront.Search.Spaces;
using Slimfront.Search.Techniques;

namespace Slimfront.Search.Tests.Samplers;

/// <summary>Limits on numbers that only a trial tells: what breaks them comes after all that keeps them.</summary>
public sealed class ConstraintTests
{
    private static readonly Catalog<ISampler> Samplers = Catalog.Scan<ISampler>(
        "sampler",
        typeof(ISampler).Assembly
    );

    // Both losses are best at the origin; nine of a hundred points are acceptable, those far from it.
    private static readonly Problem Corner = Problem.Continuous(
        "corner",
        2,
        [2, 2],
        double.NaN,
        x => [x[0], x[1]],
        x => [0.7 - x[0], 0.7 - x[1]]
    );

    [TestCase("gp")]
    [TestCase("parego")]
    [TestCase("tpe")]
    [TestCase("nsga2")]
    [TestCase("nsga3")]
    public void A_sampler_that_learns_goes_where_limits_are_kept_although_the_losses_draw_it_away(string key)
    {
        var runner = new Runner(Corner);
        var shares = new List<int>();
        for (ulong seed = 1; seed <= 3; seed++)
        {
            var run = runner.Run(Samplers[key].Create(Configuration.Empty), key, trials: 80, seed);
            shares.Add(run.Losses.TakeLast(40).Count(l => double.IsFinite(l[0])));
        }
        // Of 40 different ones chance gives 3.6, a sampler that looks at the losses alone none at all.
        Assert.That(shares.Order().ElementAt(1), Is.GreaterThanOrEqualTo(9));
    }

    [Test]
    public void Whatever_keeps_the_limits_ranks_before_whatever_does_not_and_the_rest_by_how_much()
    {
        // Losses get worse as violations get smaller, so every order by losses is wrong.
        double[] violations = [0.4, 0, 3, 0, 0.1, 2];
        ImmutableArray<Observed> finished =
        [
            .. violations.Select(
                (v, i) => new Observed(FakeStudy.Trial(i, Configuration.Empty, null), [9 - v, 9 - v], v)
            ),
        ];
        int[] expected = [1, 3, 4, 0, 5];
        var directions = ReferenceDirections.Of(2, 5);
        Assert.That(Survival.Of(finished, 5).Select(i => i.Trial.Trial.Number.Value), Is.EqualTo(expected));
        Assert.That(
            Niching.Of(finished, 5, directions).Select(i => i.Trial.Trial.Number.Value),
            Is.EqualTo(expected)
        );
        Assert.That(Survival.Of(finished, 5).Select(i => i.Rank), Is.Ordered);
        Assert.That(Niching.Of(finished, 5, directions).Select(i => i.Rank), Is.Ordered);
    }

    [Test]
    public void The_good_trials_of_tpe_are_filled_with_the_smallest_violations()
    {
        var finished = Enumerable
            .Range(0, 30)
            .Select(i => new Observed(
                FakeStudy.Trial(i, Configuration.Of(("n", Value.Of((long)i))), null),
                [i, i],
                i is 7 ? 0 : 100 - i
            ))
            .ToImmutableArray();
        var below = Split.Of(new(finished, [], [])).Below.Select(c => c.Integer("n"));
        Assert.That(below, Is.EqualTo(new[] { 7, 28, 29 }));
    }

    [Test]
    public void Violations_count_in_units_of_their_bounds()
    {
        var history = FakeStudy.Snapshot(
            new([new Parameter.Real("x", 0, 1)]),
            [FakeStudy.Trial(0, Configuration.Empty, FakeStudy.Completed(0.45, 1500))]
        ) with
        {
            Limits = [new("accuracy", 0.9), new("bytes", 1000)],
        };
        Assert.That(
            Observations.Of(history).Finished.Single().Violation,
            Is.EqualTo(0.5 + 0.5).Within(1e-12)
        );
    }

    [Test]
    public void A_limit_on_a_number_that_is_no_objective_is_seen_with_its_sign()
    {
        var runner = new Runner(Corner);
        var point = Configuration.Of(("x00", Value.Of(0.9)), ("x01", Value.Of(0.3)));
        var history = runner.Snapshot([runner.Finished(0, "fake", point, Corner.Evaluate(point))], 1);
        var seen = Observations.Of(history).Finished.Single();
        Assert.That(seen.Excess, Is.EqualTo(new[] { -0.2, 0.4 }).Within(1e-12));
        Assert.That(seen.Violation, Is.EqualTo(0.4).Within(1e-12));
        Assert.That(seen.Losses, Is.EqualTo(new[] { 0.9, 0.3 }));
    }
}

using CsCheck;
using Slimfront.Search.Objectives;
using Slimfront.Search.Pareto;
using Slimfront.Search.Schedulers;

namespace Slimfront.Search.Tests.Schedulers;

public sealed class RungRankingTests
{
    // Few different values, so that ties and equal points are common.
    private static readonly Gen<RungResult[]> Results = Gen.Select(
        Gen.Int[0, 4],
        Gen.Int[0, 4],
        Gen.Int[0, 3],
        (a, b, v) => Result(a, b, v == 0 ? 1 : 0)
    ).Array[1, 12];

    [Test]
    public void The_order_holds_every_result_once() =>
        Results.Sample(r => RungRanking.BestFirst(r).Order().SequenceEqual(Enumerable.Range(0, r.Length)));

    [Test]
    public void What_dominates_comes_before_what_it_dominates() =>
        Results.Sample(results =>
        {
            var order = RungRanking.BestFirst(results);
            for (var i = 0; i < order.Length; i++)
            for (var j = i + 1; j < order.Length; j++)
                if (
                    results[order[j]].Violation <= results[order[i]].Violation
                    && Dominance.Dominates(results[order[j]].Losses, results[order[i]].Losses)
                    && results[order[i]].Violation == 0
                )
                    return false;
            return true;
        });

    [Test]
    public void What_breaks_a_limit_comes_after_all_that_keeps_them() =>
        Results.Sample(results =>
        {
            var violations = RungRanking.BestFirst(results).Select(i => results[i].Violation).ToArray();
            return violations.SequenceEqual(violations.Order());
        });

    [Test]
    public void Inside_a_front_the_best_in_the_first_objective_is_followed_by_always_the_farthest()
    {
        // A front on a line: after the two ends the middle is farthest from both, then the quarters.
        RungResult[] front =
        [
            Result(1, 3, 0),
            Result(2, 2, 0),
            Result(0, 4, 0),
            Result(4, 0, 0),
            Result(3, 1, 0),
        ];
        Assert.That(RungRanking.BestFirst(front), Is.EqualTo([2, 3, 1, 0, 4]));
    }

    [Test]
    public void Units_do_not_matter()
    {
        RungResult[] front = [Result(1, 3e6, 0), Result(2, 2e6, 0), Result(0, 4e6, 0), Result(4, 0, 0)];
        Assert.That(RungRanking.BestFirst(front), Is.EqualTo([2, 3, 1, 0]));
    }

    private static RungResult Result(double a, double b, double violation) =>
        new(Measurement.Empty, [a, b], violation, new(""));
}

using CsCheck;
using Slimfront.Search.Pareto;

namespace Slimfront.Search.Tests.Pareto;

public sealed class CrowdingTests
{
    [Test]
    public void Distances_are_those_computed_by_hand()
    {
        double[][] front =
        [
            [0, 4],
            [1, 2],
            [2, 1],
            [4, 0],
        ];
        // (2 − 0)/4 + (4 − 1)/4 and (4 − 1)/4 + (2 − 0)/4.
        Assert.That(
            Crowding.Distances(front),
            Is.EqualTo(new[] { double.PositiveInfinity, 1.25, 1.25, double.PositiveInfinity }).Within(1e-15)
        );
    }

    [Test]
    public void The_order_given_does_not_matter() =>
        Gen.Shuffle(Enumerable.Range(0, 9).ToArray())
            .Sample(order =>
            {
                var front = Enumerable
                    .Range(0, 9)
                    .Select(i => new[] { i * i, 100 - Math.Pow(i, 1.5) })
                    .ToArray();
                var (straight, shuffled) = (
                    Crowding.Distances(front),
                    Crowding.Distances([.. order.Select(i => front[i])])
                );
                return shuffled.SequenceEqual(order.Select(i => straight[i]));
            });

    [Test]
    public void The_callers_list_keeps_its_order()
    {
        double[][] front =
        [
            [2, 0],
            [0, 2],
            [1, 1],
        ];
        Crowding.Distances(front);
        Assert.That(front[0], Is.EqualTo(new double[] { 2, 0 }));
    }

    [Test]
    public void An_objective_without_extent_counts_for_nothing() =>
        Assert.That(
            Crowding.Distances([
                [1, 1],
                [1, 1],
                [1, 1],
            ]),
            Is.EqualTo(new double[] { 0, 0, 0 })
        );
}

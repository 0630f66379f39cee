using CsCheck;
using Slimfront.Search.Pareto;

namespace Slimfront.Search.Tests.Pareto;

public sealed class NondominatedSortTests
{
    [Test]
    public void Ranks_are_those_of_peeling_off_one_front_after_another([Values(1, 2, 3, 5)] int objectives) =>
        Points
            .Sets(objectives, most: 40)
            .Sample(points => NondominatedSort.Ranks(points).SequenceEqual(Peel(points)), iter: 300);

    [Test]
    public void Points_with_not_a_number_come_last()
    {
        double[][] points =
        [
            [1, double.NaN],
            [2, 2],
            [1, 1],
        ];
        Assert.That(NondominatedSort.Ranks(points), Is.EqualTo(new[] { 2, 1, 0 }));
    }

    [Test]
    public void No_points_have_no_ranks() => Assert.That(NondominatedSort.Ranks([]), Is.Empty);

    private static int[] Peel(double[][] points)
    {
        var ranks = Enumerable.Repeat(-1, points.Length).ToArray();
        for (var rank = 0; ranks.Contains(-1); rank++)
        {
            var left = Enumerable.Range(0, points.Length).Where(i => ranks[i] < 0).ToArray();
            var front = left.Where(i => !left.Any(j => Dominance.Dominates(points[j], points[i])));
            foreach (var i in front.ToArray())
                ranks[i] = rank;
        }
        return ranks;
    }
}

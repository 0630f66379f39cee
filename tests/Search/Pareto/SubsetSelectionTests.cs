using CsCheck;
using Slimfront.Search.Pareto;

namespace Slimfront.Search.Tests.Pareto;

public sealed class SubsetSelectionTests
{
    private static readonly double[] Corner = [7, 7, 7];

    [Test]
    public void Each_choice_adds_as_much_as_any_other_could([Values(2, 3)] int objectives) =>
        Gen.Select(Points.Coarse(objectives).Array[1, 12], Gen.Int[1, 12])
            .Sample(
                (points, count) =>
                {
                    var reference = Corner[..objectives];
                    var chosen = SubsetSelection.Greedy(points, count, reference);
                    if (count >= points.Length)
                        return chosen.SequenceEqual(Enumerable.Range(0, points.Length));
                    return chosen.Distinct().Count() == count
                        && Enumerable
                            .Range(0, count)
                            .All(k =>
                            {
                                var before = chosen.Take(k).Select(i => points[i]).ToArray();
                                double Gain(double[] p) => Hypervolume.Contribution(p, before, reference);
                                return points.All(p => Gain(points[chosen[k]]) >= Gain(p) - 1e-9);
                            });
                }
            );
}

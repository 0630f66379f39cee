using CsCheck;
using Slimfront.Search.Pareto;

namespace Slimfront.Search.Tests.Pareto;

public sealed class DominanceTests
{
    private static readonly Gen<double[]> Point = Points.Coarse(3);

    [Test]
    public void Two_points_never_dominate_each_other() =>
        Gen.Select(Point, Point).Sample((a, b) => !(Dominance.Dominates(a, b) && Dominance.Dominates(b, a)));

    [Test]
    public void Dominance_is_transitive() =>
        Gen.Select(Point, Point, Point)
            .Sample(
                (a, b, c) =>
                    !Dominance.Dominates(a, b) || !Dominance.Dominates(b, c) || Dominance.Dominates(a, c)
            );

    [Test]
    public void No_point_dominates_its_equal() =>
        Point.Sample(a => !Dominance.Dominates(a, [.. a]) && Dominance.WeaklyDominates(a, [.. a]));

    [Test]
    public void Not_a_number_neither_dominates_nor_is_dominated()
    {
        Assert.That(Dominance.Dominates([0, double.NaN], [1, 1]), Is.False);
        Assert.That(Dominance.Dominates([0, 0], [1, double.NaN]), Is.False);
        Assert.That(Dominance.Dominates([0, 0], [double.NaN, 1]), Is.False);
    }

    [Test]
    public void Infinities_are_compared_like_numbers()
    {
        Assert.That(Dominance.Dominates([0, 0], [0, double.PositiveInfinity]), Is.True);
        Assert.That(Dominance.Dominates([double.NegativeInfinity, 0], [0, 0]), Is.True);
    }

    [Test]
    public void Vectors_of_different_lengths_are_refused() =>
        Assert.That(() => Dominance.Dominates([1], [1, 2]), Throws.ArgumentException);
}

using CsCheck;
using Slimfront.Search.Statistics;

namespace Slimfront.Search.Tests.Statistics;

public sealed class PairedTestTests
{
    // By hand, with Wilson's 0.8654-0.9890 of 48 and 0.6259-0.8570 of 38 in 50, φ = −24/√43776; and z²/(54 + z²) where nobody is right.
    [TestCase(36, 12, 2, 0, 0.0569, 0.3404)]
    [TestCase(0, 0, 0, 54, -0.0664, 0.0664)]
    public void The_interval_of_two_shares_is_Newcombes(
        int both,
        int first,
        int second,
        int neither,
        double low,
        double high
    )
    {
        var interval = PairedTest.OfShares(both, first, second, neither).Interval;
        Assert.That(interval.Low, Is.EqualTo(low).Within(1e-4));
        Assert.That(interval.High, Is.EqualTo(high).Within(1e-4));
    }

    // 2 · Σ_{k ≤ 2} C(14, k) / 2¹⁴ = 2 · (1 + 14 + 91) / 16384.
    [TestCase(12, 2, 2 * 106 / 16384.0)]
    [TestCase(2, 12, 2 * 106 / 16384.0)]
    [TestCase(3, 3, 1)]
    [TestCase(0, 0, 1)]
    [TestCase(0, 5, 2 / 32.0)]
    public void McNemars_test_is_exact(int first, int second, double p) =>
        Assert.That(PairedTest.OfShares(100, first, second, 7).P, Is.EqualTo(p).Within(1e-12));

    // Student (1908): the sleep gained by two drugs; t(9) = −4.06, p = 0.0028.
    [Test]
    public void The_test_of_two_means_is_Students()
    {
        var test = PairedTest.OfMeans(
            [0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0],
            [1.9, 0.8, 1.1, 0.1, -0.1, 4.4, 5.5, 1.6, 4.6, 3.4]
        );
        Assert.That(test.Difference, Is.EqualTo(-1.58).Within(1e-9));
        Assert.That(test.P, Is.EqualTo(0.002833).Within(1e-6));
        Assert.That(test.Interval.Low, Is.EqualTo(-2.4599).Within(1e-4));
        Assert.That(test.Interval.High, Is.EqualTo(-0.7001).Within(1e-4));
    }

    [Test]
    public void The_other_way_round_everything_is_the_other_way_round() =>
        Gen.Select(Gen.Int[0, 50], Gen.Int[0, 20], Gen.Int[0, 20], Gen.Int[0, 50])
            .Where((a, b, c, d) => a + b + c + d > 0)
            .Sample(
                (a, b, c, d) =>
                {
                    var (test, other) = (PairedTest.OfShares(a, b, c, d), PairedTest.OfShares(a, c, b, d));
                    Assert.That(other.P, Is.EqualTo(test.P));
                    Assert.That(other.Interval.Low, Is.EqualTo(-test.Interval.High).Within(1e-12));
                    Assert.That(test.Interval.Contains(test.Difference));
                }
            );

    [Test]
    public void Equal_models_do_not_differ() =>
        Assert.That(
            PairedTest.OfMeans([1.0, 2, 3], [1.0, 2, 3]),
            Is.EqualTo(new PairedTest(0, new(0, 0), 1))
        );
}

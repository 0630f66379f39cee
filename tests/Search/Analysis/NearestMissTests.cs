using Slimfront.Search.Analysis;
using Slimfront.Search.Objectives;

namespace Slimfront.Search.Tests.Analysis;

public sealed class NearestMissTests
{
    private static readonly Limit[] Limits = [new("bytes", 1000), new("accuracy", 0.8)];

    // 500 over 1000 is a half; 0.2 below 0.8 is a quarter.
    [TestCase(900, 0.9, 0)]
    [TestCase(1500, 0.8, 0.5)]
    [TestCase(1500, 0.6, 0.75)]
    [TestCase(double.NaN, 0.9, double.PositiveInfinity)]
    public void Distances_are_shares_of_the_bounds(double bytes, double accuracy, double distance) =>
        Assert.That(
            NearestMiss.Distance(Limits, Measurement.Of(("bytes", bytes), ("accuracy", accuracy))),
            Is.EqualTo(distance).Within(1e-12)
        );

    [Test]
    public void A_bound_of_zero_counts_in_full() =>
        Assert.That(NearestMiss.Distance([new("bytes", 0)], Measurement.Of(("bytes", 3))), Is.EqualTo(3));
}

using CsCheck;
using MathNet.Numerics.Distributions;
using Slimfront.Search.Statistics;

namespace Slimfront.Search.Tests.Statistics;

public sealed class PrecisionTests
{
    // Newcombe (1998), Stat. Med. 17, 857-872, Table I, method 3.
    [TestCase(81, 263, 0.2553, 0.3662)]
    [TestCase(15, 148, 0.0624, 0.1605)]
    [TestCase(0, 20, 0.0000, 0.1611)]
    [TestCase(1, 29, 0.0061, 0.1718)]
    public void Intervals_of_shares_are_those_of_the_literature(int count, int of, double low, double high)
    {
        var interval = Precision.OfShare(count, of);
        Assert.That(interval.Low, Is.EqualTo(low).Within(5e-5));
        Assert.That(interval.High, Is.EqualTo(high).Within(5e-5));
    }

    [Test]
    public void A_mean_of_one_share_is_that_share() =>
        Gen.Select(Gen.Int[0, 40], Gen.Int[0, 40])
            .Where((right, wrong) => right + wrong > 0)
            .Sample(
                (right, wrong) =>
                {
                    var alone = Precision.OfShare(right, right + wrong);
                    var mean = Precision.OfMeanShare([(right, right + wrong)]);
                    Assert.That(mean.Low, Is.EqualTo(alone.Low).Within(1e-12));
                    Assert.That(mean.High, Is.EqualTo(alone.High).Within(1e-12));
                }
            );

    [Test]
    public void A_mean_of_equal_shares_is_as_sure_as_all_their_examples_together()
    {
        // Wilson's interval depends on z²/n alone where p is given: k shares of n examples are one of k·n.
        var whole = Precision.OfShare(350, 400);
        var mean = Precision.OfMeanShare([.. Enumerable.Repeat((35.0, 40.0), 10)]);
        Assert.That(mean.Low, Is.EqualTo(whole.Low).Within(1e-12));
        Assert.That(mean.High, Is.EqualTo(whole.High).Within(1e-12));
        Assert.That(
            Precision.OfMeanShare([.. Enumerable.Repeat((40.0, 40.0), 10)]).High,
            Is.EqualTo(1).Within(1e-12)
        );
    }

    // Student's own example: ten gains of sleep, 0.7 … 2.0; mean 0.75, s 1.789; t(9) = 2.262.
    [Test]
    public void The_interval_of_a_mean_is_Students()
    {
        var interval = Precision.OfMean([0.7, -1.6, -0.2, -1.2, -0.1, 3.4, 3.7, 0.8, 0.0, 2.0]);
        Assert.That(interval.Low, Is.EqualTo(-0.530).Within(5e-4));
        Assert.That(interval.High, Is.EqualTo(2.030).Within(5e-4));
        Assert.That(Precision.OfMean([1.0]).Contains(1e300), Is.True);
    }

    // Every number of right answers of 300, each with its probability: the interval holds the truth in about 95 % of all samples.
    [TestCase(0.98)]
    [TestCase(0.9)]
    [TestCase(0.5)]
    public void Intervals_of_shares_hold_the_truth_as_often_as_they_say(double truth)
    {
        var held = Enumerable
            .Range(0, 301)
            .Where(k => Precision.OfShare(k, 300).Contains(truth))
            .Sum(k => Binomial.PMF(truth, 300, k));
        Assert.That(held, Is.InRange(0.93, 0.97));
    }
}

using Slimfront.Engine.Codes;
using Slimfront.Engine.Quantization;
using Slimfront.Engine.Quantization.Calibrators;

namespace Slimfront.Engine.Tests.Quantization;

public sealed class CalibratorTests
{
    [Test]
    public void The_ends_are_those_of_the_values() =>
        Assert.That(new MinMax().Choose(new(new(-1, 3), -1, 3, [])), Is.EqualTo(new GridRange(-1, 3)));

    // 100 values, 10 in each bin of width 1: 5 % of them lie below 0.5 and above 9.5.
    [TestCase(90, 0.5, 9.5)]
    [TestCase(100, 0, 10)]
    [TestCase(50, 2.5, 7.5)]
    public void A_percentile_cuts_half_of_the_rest_off_either_end(double percent, double low, double high)
    {
        var even = new ValueCounts(new(0, 10), 0, 10, [.. Enumerable.Repeat(10L, 10)]);
        var range = new Percentile(percent).Choose(even);
        Assert.That(range.Low, Is.EqualTo(low).Within(1e-12));
        Assert.That(range.High, Is.EqualTo(high).Within(1e-12));
    }

    [Test]
    public void A_percentile_leaves_an_outlier_out()
    {
        var counts = new long[100];
        (counts[0], counts[1], counts[99]) = (500_000, 499_999, 1);
        var range = new Percentile(99.999).Choose(new(new(0, 100), 0, 100, counts));
        Assert.That(range.High, Is.InRange(1.9, 2));
    }

    // By hand: P = 1, 3, 0, 4; two levels: Q = 2, 2, –, 4 of 8. KL = 1/8·ln(1/2) + 3/8·ln(3/2) + 0.
    [Test]
    public void The_divergence_is_that_of_the_formula()
    {
        var expected = (Math.Log(0.5) / 8) + (3 * Math.Log(1.5) / 8);
        Assert.That(Entropy.Divergence([1, 3, 0, 4], 4, 2), Is.EqualTo(expected).Within(1e-12));
    }

    // By hand: P = 1, 3 + 4; Q = 1, 3 of 4. KL = 1/8·ln((1/8)/(1/4)) + 7/8·ln((7/8)/(3/4)).
    [Test]
    public void What_is_cut_off_counts_before_but_not_after()
    {
        var expected = (Math.Log(0.5) / 8) + (7 * Math.Log(7.0 / 6) / 8);
        Assert.That(Entropy.Divergence([1, 3, 0, 4], 2, 2), Is.EqualTo(expected).Within(1e-12));
    }

    // A rectifier leaves more zeros than anything else; where they lie is no question.
    [Test]
    public void Zeros_do_not_draw_the_threshold_to_themselves()
    {
        var counts = Enumerable.Range(0, 2048).Select(i => 1000L + (i % 7)).ToArray();
        var few = new Entropy().Choose(new(new(0, 4), 0, 4, counts));
        counts[0] = 100_000_000;
        Assert.That(new Entropy().Choose(new(new(0, 4), 0, 4, counts)), Is.EqualTo(few));
    }

    // All values lie in the first 128 bins: as many levels hold them exactly, of 256 a threshold has as many bins at least.
    [TestCase(-1, 128)]
    [TestCase(0, 256)]
    public void Values_without_negative_ones_have_twice_the_levels(double low, double high)
    {
        var counts = Enumerable.Range(0, 2048).Select(i => i < 128 ? 1000L + (i % 7) : 0).ToArray();
        var range = new Entropy().Choose(new(new(low, 2048), 0, 2048, counts));
        Assert.That(range.High, Is.EqualTo(high));
    }

    [Test]
    public void Values_that_lie_evenly_are_not_cut_off()
    {
        var counts = new ValueCounts(new(-2, 4), 0, 4, [.. Enumerable.Repeat(10L, 2048)]);
        Assert.That(new Entropy().Choose(counts), Is.EqualTo(new GridRange(-2, 4)));
    }

    [Test]
    public void A_long_thin_tail_is_cut_off()
    {
        var counts = Enumerable.Range(0, 2048).Select(i => i < 256 ? 1000L + (i % 7) : 0).ToArray();
        counts[2047] = 1;
        var range = new Entropy().Choose(new(new(-0.1, 2048), 0, 2048, counts));
        Assert.That(range.High, Is.InRange(250, 1024));
        Assert.That(range.Low, Is.EqualTo(-0.1));
    }
}

using Slimfront.Reports.Writing;
using Slimfront.Search.Objectives;

namespace Slimfront.Reports.Tests.Writing;

public sealed class QuantityTests
{
    [TestCase(0, "0 B")]
    [TestCase(812, "812 B")]
    [TestCase(1234, "1.23 kB")]
    [TestCase(12_345, "12.3 kB")]
    [TestCase(123_456, "123 kB")]
    [TestCase(999_499, "999 kB")]
    [TestCase(999_500, "1.00 MB")]
    [TestCase(2.5e9, "2.50 GB")]
    [TestCase(double.NaN, "—")]
    [TestCase(double.NegativeInfinity, "—")]
    public void Bytes(double value, string text) =>
        Assert.That(Quantity.Of(Objective.Bytes, value), Is.EqualTo(Spaced(text)));

    [TestCase(10_000, "10 kB")]
    [TestCase(1500, "1.5 kB")]
    [TestCase(200, "200 B")]
    public void Ticks(double value, string text) =>
        Assert.That(Quantity.Tick(Objective.Bytes, value), Is.EqualTo(Spaced(text)));

    [TestCase(0.9716, "97.2 %")]
    [TestCase(1, "100.0 %")]
    [TestCase(0, "0.0 %")]
    public void Accuracy(double value, string text) =>
        Assert.That(Quantity.Of(Objective.Accuracy, value), Is.EqualTo(Spaced(text)));

    [Test]
    public void Other_objectives()
    {
        Assert.That(Quantity.Of(Objective.Macs, 1_234_000), Is.EqualTo(Spaced("1.23 M")));
        Assert.That(Quantity.Of(Objective.Parameters, 950), Is.EqualTo(Spaced("950")));
        Assert.That(Quantity.Of(Objective.Latency, 0.4213), Is.EqualTo(Spaced("0.421 ms")));
    }

    [Test]
    public void How_sure_a_value_is_stands_behind_it()
    {
        var share = Measurement.Of(("accuracy", 0.9716)).With("accuracy", new Interval(0.9493, 0.9853));
        Assert.That(Quantity.Measured(Objective.Accuracy, share), Is.EqualTo(Spaced("97.2 % (94.9–98.5)")));
        var error = new Objective("mae", "", Direction.Minimise, IsAnalytic: false);
        var number = Measurement.Of(("mae", 1010)).With("mae", new Interval(990, 1030));
        Assert.That(Quantity.Measured(error, number), Is.EqualTo(Spaced("1.01 k (990–1.03 k)")));
        Assert.That(Quantity.Measured(error, Measurement.Of(("mae", 2))), Is.EqualTo("2"));
    }

    [TestCase(3.44, "3.4×")]
    [TestCase(9.96, "10×")]
    [TestCase(34.4, "34×")]
    public void Factors(double value, string text) =>
        Assert.That(Quantity.Factor(value), Is.EqualTo(Spaced(text)));

    [TestCase(-1.26, "−1.3")]
    [TestCase(0.31, "+0.3")]
    [TestCase(-0.04, "0.0")]
    public void Points(double value, string text) =>
        Assert.That(Quantity.Points(value), Is.EqualTo(Spaced(text)));

    [TestCase(0.42, "0.4 s")]
    [TestCase(59.6, "1 min 0 s")]
    [TestCase(200, "3 min 20 s")]
    [TestCase(3900, "1 h 5 min")]
    public void Durations(double value, string text) =>
        Assert.That(Quantity.Duration(value), Is.EqualTo(Spaced(text)));

    [TestCase(0.01234, "0.0123")]
    [TestCase(9, "9")]
    [TestCase(28_400, "28.4 k")]
    [TestCase(double.PositiveInfinity, "—")]
    public void Numbers_of_any_magnitude(double value, string text) =>
        Assert.That(Quantity.Number(value), Is.EqualTo(Spaced(text)));

    // No line breaks between a number and its unit.
    private static string Spaced(string text) =>
        text.Replace("min ", "min|").Replace("h ", "h|").Replace(' ', '\u00a0').Replace('|', ' ');
}

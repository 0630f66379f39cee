using Slimfront.Cli.Views;
using Slimfront.Search.Objectives;

namespace Slimfront.Cli.Tests.Views;

public sealed class FormatTests
{
    [TestCase(12_345, "12.3 kB")]
    [TestCase(999, "999 B")]
    [TestCase(2_500_000, "2.5 MB")]
    [TestCase(double.NaN, "–")]
    public void Bytes_are_scaled(double bytes, string text) =>
        Assert.That(Format.Value(Objective.Bytes, bytes), Is.EqualTo(text));

    [Test]
    public void Accuracy_is_a_percentage() =>
        Assert.That(Format.Value(Objective.Accuracy, 0.9725), Is.EqualTo("97.3 %").Or.EqualTo("97.2 %"));

    [TestCase(42, "0:42")]
    [TestCase(3909, "1:05:09")]
    public void Times_are_clocks(int seconds, string text) =>
        Assert.That(Format.Time(TimeSpan.FromSeconds(seconds)), Is.EqualTo(text));
}

using Slimfront.Search.Fields;

namespace Slimfront.Search.Tests.Fields;

public sealed class TextTests
{
    [TestCase("50k", 50_000)]
    [TestCase("50 kB", 50_000)]
    [TestCase("48KiB", 49_152)]
    [TestCase("1.5MB", 1_500_000)]
    [TestCase("97%", 0.97)]
    [TestCase("1e5", 100_000)]
    [TestCase("12", 12)]
    public void Sizes_take_units(string text, double size) =>
        Assert.That(Text.Size(text), Is.EqualTo(size).Within(1e-9));

    [TestCase("5", 5)]
    [TestCase("5ms", 5)]
    [TestCase("80 µs", 0.08)]
    [TestCase("80us", 0.08)]
    [TestCase("0.2s", 200)]
    [TestCase("5m", null)]
    [TestCase("50k", null)]
    [TestCase("5%", null)]
    public void Latencies_are_milliseconds_or_have_a_unit(string text, double? milliseconds) =>
        Assert.That(Text.Milliseconds(text), milliseconds is { } ms ? Is.EqualTo(ms).Within(1e-9) : Is.Null);

    [TestCase("k")]
    [TestCase("50q")]
    [TestCase("")]
    [TestCase("NaN")]
    public void What_is_no_size_is_none(string text) => Assert.That(Text.Size(text), Is.Null);

    [TestCase("250ms", 0.25)]
    [TestCase("90s", 90)]
    [TestCase("5m", 300)]
    [TestCase("1.5h", 5400)]
    public void Durations_take_units(string text, double seconds) =>
        Assert.That(Text.Time(text)?.TotalSeconds, Is.EqualTo(seconds).Within(1e-9));

    [TestCase("90")]
    [TestCase("-1s")]
    [TestCase("1e99h")]
    public void What_is_no_duration_is_none(string text) => Assert.That(Text.Time(text), Is.Null);
}

using System.Globalization;

namespace Slimfront.Search.Fields;

/// <summary>Reads what people write: sizes and durations.</summary>
public static class Text
{
    private static readonly (string Suffix, double Factor)[] Sizes =
    [
        ("KiB", 1024),
        ("MiB", 1024 * 1024),
        ("GiB", 1024.0 * 1024 * 1024),
        ("kB", 1e3),
        ("MB", 1e6),
        ("GB", 1e9),
        ("k", 1e3),
        ("M", 1e6),
        ("G", 1e9),
        ("B", 1),
        ("%", 0.01),
    ];

    private static readonly (string Suffix, double Milliseconds)[] ShortTimes =
    [
        ("ms", 1),
        ("µs", 0.001),
        ("us", 0.001),
        ("s", 1000),
    ];

    private static readonly (string Suffix, double Seconds)[] Times =
    [
        ("ms", 0.001),
        ("s", 1),
        ("m", 60),
        ("h", 3600),
        ("d", 86400),
    ];

    /// <summary>A number with an optional unit: "50k", "50 kB", "48KiB", "97%", "1e5"; null where it is none.</summary>
    public static double? Size(string text) => Scaled(text, Sizes) ?? Number(text);

    /// <summary>A size that is no share of anything; null where it is none.</summary>
    public static double? Quantity(string text) => text.EndsWith('%') ? null : Size(text);

    /// <summary>Milliseconds, or a short duration with its unit: "5", "80µs", "0.2s"; null where it is none.</summary>
    public static double? Milliseconds(string text) => Scaled(text, ShortTimes) ?? Number(text);

    /// <summary>A duration with its unit: "90s", "5m", "1.5h"; null where it is none.</summary>
    public static TimeSpan? Time(string text) =>
        Scaled(text, Times) is { } seconds and >= 0 and < 1e9 ? TimeSpan.FromSeconds(seconds) : null;

    private static double? Scaled(string text, (string Suffix, double Factor)[] units)
    {
        foreach (var (suffix, factor) in units)
            if (text.EndsWith(suffix, StringComparison.Ordinal))
                return Number(text[..^suffix.Length]) * factor;
        return null;
    }

    private static double? Number(string text) =>
        double.TryParse(text.Trim(), NumberStyles.Float, CultureInfo.InvariantCulture, out var number)
        && double.IsFinite(number)
            ? number
            : null;
}

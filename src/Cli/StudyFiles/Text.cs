using System.Globalization;

namespace Slimfront.Cli.StudyFiles;

/// <summary>Reads what people write: sizes, durations, and keys with a typing error.</summary>
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

    /// <summary>A duration with its unit: "90s", "5m", "1.5h"; null where it is none.</summary>
    public static TimeSpan? Time(string text) =>
        Scaled(text, Times) is { } seconds and >= 0 and < 1e9 ? TimeSpan.FromSeconds(seconds) : null;

    /// <summary>" Did you mean 'x'?" for the known key nearest to what was written, where one is near enough.</summary>
    public static string Nearest(string written, IEnumerable<string> known)
    {
        var best = known
            .Select(k => (Key: k, Distance: Distance(written, k)))
            .OrderBy(p => p.Distance)
            .FirstOrDefault((Key: "", Distance: int.MaxValue));
        return best.Distance <= Math.Max(2, written.Length / 3) ? $" Did you mean '{best.Key}'?" : "";
    }

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

    // Levenshtein distance.
    private static int Distance(string a, string b)
    {
        var row = Enumerable.Range(0, b.Length + 1).ToArray();
        for (var i = 1; i <= a.Length; i++)
        {
            var diagonal = row[0];
            row[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var above = row[j];
                var change = a[i - 1] == b[j - 1] ? 0 : 1;
                row[j] = Math.Min(Math.Min(above, row[j - 1]) + 1, diagonal + change);
                diagonal = above;
            }
        }

        return row[^1];
    }
}

using System.Globalization;
using Slimfront.Search.Objectives;

namespace Slimfront.Reports.Writing;

/// <summary>Numbers as people read them. Machines get raw numbers instead.</summary>
/// <remarks>The space between a number and its unit does not break.</remarks>
public static class Quantity
{
    /// <summary>What stands where a number is missing or not finite.</summary>
    public const string None = "—";

    private const char Space = '\u00a0';
    private const string Minus = "\u2212";

    private static readonly string[] Prefixes = ["", "k", "M", "G", "T", "P"];

    /// <summary>What an objective is called in headings: "accuracy", "size", "MACs"…</summary>
    public static string Name(Objective objective) =>
        objective.Key switch
        {
            "bytes" => "size",
            "macs" => "MACs",
            _ => objective.Title,
        };

    /// <summary>A value of an objective: "97.2 %", "12.3 kB", "1.2 M", "0.42 ms".</summary>
    public static string Of(Objective objective, double value) =>
        objective switch
        {
            _ when !double.IsFinite(value) => None,
            { IsShare: true } => Percent(value),
            { Unit: "B" } => Scaled(value, "B"),
            { Unit: "MAC" } or { Unit: "", IsAnalytic: true } => Scaled(value, ""),
            { Unit: "" } => Number(value),
            _ => $"{Significant(value)}{Space}{objective.Unit}",
        };

    /// <summary>What was measured of an objective, with its 95 % confidence interval where that is known: "97.2 % (94.9–98.5)".</summary>
    public static string Measured(Objective objective, Measurement measurement) =>
        Measured(objective, measurement, value => Of(objective, value), Space);

    /// <summary>The same where values are written in another way.</summary>
    /// <param name="objective">What was measured.</param>
    /// <param name="measurement">The value, and maybe its interval.</param>
    /// <param name="text">Writes a value.</param>
    /// <param name="space">What it puts between a number and its unit.</param>
    public static string Measured(
        Objective objective,
        Measurement measurement,
        Func<double, string> text,
        char space
    )
    {
        ArgumentNullException.ThrowIfNull(objective);
        ArgumentNullException.ThrowIfNull(measurement);
        ArgumentNullException.ThrowIfNull(text);
        var value = text(measurement[objective.Key]);
        return measurement.Interval(objective.Key) is { } interval
            ? $"{value}{space}({Bound(interval.Low)}–{Bound(interval.High)})"
            : value;

        // "%" is said once; a prefix as in "1.02 k" belongs to its number.
        string Bound(double bound) => objective.IsShare ? text(bound).Split(space)[0] : text(bound);
    }

    /// <summary>A share as a percentage: "97.2 %".</summary>
    public static string Percent(double share) =>
        double.IsFinite(share) ? Signed($"{Text(share * 100, "0.0")}{Space}%") : None;

    /// <summary>Three significant digits and an SI prefix: "812 B", "12.3 kB", "1.20 M".</summary>
    /// <param name="value">The number.</param>
    /// <param name="unit">Follows the prefix; may be empty.</param>
    public static string Scaled(double value, string unit)
    {
        if (!double.IsFinite(value))
            return None;
        var rounded = Rounded(value);
        var step = rounded == 0 ? 0 : (int)Math.Floor(Math.Log10(Math.Abs(rounded)) / 3);
        step = Math.Clamp(step, 0, Prefixes.Length - 1);
        var number = rounded / Math.Pow(1000, step);
        var format = (step, Math.Abs(number)) switch
        {
            (0, _) => "0.##",
            (_, >= 99.95) => "0",
            (_, >= 9.995) => "0.0",
            _ => "0.00",
        };
        return Signed($"{Text(number, format)}{Space}{Prefixes[step]}{unit}".TrimEnd());
    }

    /// <summary>A round value beside an axis, without needless zeros: "97.5 %", "10 kB".</summary>
    public static string Tick(Objective objective, double value)
    {
        if (objective.IsShare)
            return Signed($"{Text(Math.Round(value * 100, 3), "0.###")}{Space}%");
        var words = Of(objective, value).Split(Space, 2);
        var number = words[0].Contains('.') ? words[0].TrimEnd('0').TrimEnd('.') : words[0];
        return string.Join(Space, words.Skip(1).Prepend(number));
    }

    /// <summary>How many times smaller: "3.4×", "34×".</summary>
    public static string Factor(double factor) =>
        double.IsFinite(factor) ? $"{Text(factor, factor < 9.95 ? "0.0" : "0")}×" : None;

    /// <summary>A difference in percentage points, with its sign: "+0.3", "−1.2", "0.0".</summary>
    public static string Points(double points)
    {
        if (!double.IsFinite(points))
            return None;
        var text = Text(points, "0.0");
        return text is "-0.0" or "0.0" ? "0.0" : Signed(points > 0 ? "+" + text : text);
    }

    /// <summary>A difference between two values of an objective, with its sign; of shares in percentage points.</summary>
    public static string Difference(Objective objective, double difference)
    {
        ArgumentNullException.ThrowIfNull(objective);
        if (objective.IsShare)
            return Points(difference);
        return difference > 0 ? $"+{Number(difference)}"
            : double.IsFinite(difference) ? Number(difference)
            : None;
    }

    /// <summary>What such a difference is counted in: "points", or the objective's name.</summary>
    public static string DifferenceOf(Objective objective)
    {
        ArgumentNullException.ThrowIfNull(objective);
        return objective.IsShare ? "points" : $"{Name(objective)} difference";
    }

    /// <summary>What columns of such differences are called for machines.</summary>
    public static string DifferenceKey(Objective objective)
    {
        ArgumentNullException.ThrowIfNull(objective);
        return $"{objective.Key}_difference{(objective.IsShare ? "_points" : "")}";
    }

    /// <summary>A duration: "0.4 s", "42 s", "3 min 20 s", "1 h 5 min".</summary>
    public static string Duration(double seconds)
    {
        if (!double.IsFinite(seconds))
            return None;
        if (seconds < 9.95)
            return $"{Text(seconds, "0.0")}{Space}s";
        var whole = (long)Math.Round(seconds);
        if (whole < 60)
            return $"{whole}{Space}s";
        return whole < 3600
            ? $"{whole / 60}{Space}min {whole % 60}{Space}s"
            : $"{whole / 3600}{Space}h {whole % 3600 / 60}{Space}min";
    }

    /// <summary>A number of any magnitude: "0.0123", "4.5", "28.4 k".</summary>
    public static string Number(double value) =>
        Math.Abs(value) < 1000 ? Significant(value) : Scaled(value, "");

    /// <summary>Three significant digits.</summary>
    public static string Significant(double value) =>
        double.IsFinite(value) ? Signed(Text(Rounded(value), "0.######")) : None;

    /// <summary>A count and its noun: "1 model", "3 models".</summary>
    public static string Count(int count, string noun) => $"{count}{Space}{noun}{(count == 1 ? "" : "s")}";

    /// <summary>For machines: the shortest text that reads back to the same number; empty where it is not finite.</summary>
    public static string Raw(double value) =>
        double.IsFinite(value) ? value.ToString("R", CultureInfo.InvariantCulture) : "";

    private static double Rounded(double value)
    {
        if (value == 0)
            return 0;
        var magnitude = Math.Pow(10, Math.Floor(Math.Log10(Math.Abs(value))) - 2);
        return Math.Round(value / magnitude) * magnitude;
    }

    private static string Text(double value, string format) =>
        value.ToString(format, CultureInfo.InvariantCulture);

    private static string Signed(string text) =>
        text.StartsWith('-') ? string.Concat(Minus, text.AsSpan(1)) : text;
}

using System.Globalization;
using Slimfront.Reports.Writing;
using Slimfront.Search.Objectives;

namespace Slimfront.Cli.Views;

/// <summary>Numbers as people read them in a terminal.</summary>
public static class Format
{
    /// <summary>A value of an objective: "97.2 %", "12.3 kB", "1.2 MMAC".</summary>
    public static string Value(Objective objective, double value)
    {
        if (!double.IsFinite(value))
            return "–";
        return objective switch
        {
            { IsShare: true } => (value * 100).ToString("0.0", CultureInfo.InvariantCulture) + " %",
            { Unit: "ms" } => value.ToString("0.###", CultureInfo.InvariantCulture) + " ms",
            { Unit: "", IsAnalytic: false } when Math.Abs(value) < 1000 => value.ToString(
                "G4",
                CultureInfo.InvariantCulture
            ),
            _ => Scaled(value) + objective.Unit,
        };
    }

    /// <summary>What was measured of an objective, with its 95 % confidence interval where that is known: "97.2 % (94.9–98.5)".</summary>
    public static string Measured(Objective objective, Measurement measurement) =>
        Quantity.Measured(objective, measurement, value => Value(objective, value), ' ');

    /// <summary>A duration: "0:42", "1:05:09".</summary>
    public static string Time(TimeSpan time) =>
        time.TotalHours >= 1
            ? time.ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture)
            : time.ToString(@"m\:ss", CultureInfo.InvariantCulture);

    /// <summary>A number with a decimal prefix and a space before the unit: "12.3 k".</summary>
    public static string Scaled(double value)
    {
        var (divisor, prefix) = Math.Abs(value) switch
        {
            >= 1e9 => (1e9, "G"),
            >= 1e6 => (1e6, "M"),
            >= 1e3 => (1e3, "k"),
            _ => (1, ""),
        };
        var digits = divisor == 1 ? "0.##" : "0.0";
        return (value / divisor).ToString(digits, CultureInfo.InvariantCulture) + " " + prefix;
    }
}

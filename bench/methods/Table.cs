using System.Globalization;
using System.Text;
using MathNet.Numerics.Distributions;
using MathNet.Numerics.Statistics;

namespace Slimfront.Methods.Bench;

/// <summary>Validation accuracies over seeds, and their paired differences from the first item.</summary>
internal sealed class Table(BenchStudy study, Repeat[] repeats)
{
    public BenchStudy Study { get; } = study;

    /// <summary>One row per item: name, mean, standard deviation, mean difference, half a 95 % interval, bytes.</summary>
    public IEnumerable<Row> Rows =>
        Study.Names.Select(
            (name, item) =>
            {
                var accuracies = Values(item, "accuracy");
                var differences = accuracies.Zip(Values(0, "accuracy"), (a, b) => a - b).ToArray();
                return new Row(
                    name,
                    100 * accuracies.Mean(),
                    100 * accuracies.StandardDeviation(),
                    100 * differences.Mean(),
                    100 * HalfInterval(differences),
                    Values(item, "bytes").Mean(),
                    Values(item, "parameters").Mean()
                );
            }
        );

    public string Markdown()
    {
        var text = new StringBuilder();
        text.AppendLine(CultureInfo.InvariantCulture, $"### {Study.Name} ({repeats.Length} seeds)")
            .AppendLine();
        text.AppendLine("| | accuracy, % | difference, points | bytes | parameters |")
            .AppendLine("|---|---|---|---|---|");
        foreach (var row in Rows)
            text.AppendLine(
                CultureInfo.InvariantCulture,
                $"| {row.Name.Replace('|', ',')} | {row.Mean:0.00} ± {row.Deviation:0.00} | {Difference(row)} | {row.Bytes:0} | {row.Parameters:0} |"
            );
        return text.ToString();
    }

    private static string Difference(Row row) =>
        row.Difference == 0 && row.HalfInterval == 0
            ? ""
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{Signed(row.Difference)} [{Signed(row.Difference - row.HalfInterval)}, {Signed(row.Difference + row.HalfInterval)}]"
            );

    private static string Signed(double points) =>
        Math.Round(points, 2).ToString("+0.00;-0.00;0.00", CultureInfo.InvariantCulture);

    // What an item leaves open is drawn anew for every seed: then its numbers are of different recipes.
    private double[] Values(int item, string key)
    {
        var recipes = repeats.Select(r => r.Items[item].Recipe).Distinct(StringComparer.Ordinal).ToArray();
        return recipes.Length == 1
            ? [.. repeats.Select(r => r.Items[item].Values[key])]
            : throw new InvalidOperationException(
                $"{Study.Name}: '{Study.Names[item]}' leaves something open: {string.Join(" / ", recipes)}."
            );
    }

    // Student's t on paired differences.
    private static double HalfInterval(double[] differences) =>
        differences.Length < 2
            ? double.NaN
            : StudentT.InvCDF(0, 1, differences.Length - 1, 0.975)
                * differences.StandardDeviation()
                / Math.Sqrt(differences.Length);
}

internal sealed record Row(
    string Name,
    double Mean,
    double Deviation,
    double Difference,
    double HalfInterval,
    double Bytes,
    double Parameters
);

using System.Globalization;

namespace Slimfront.Search.Bench;

/// <summary>What a sampler reached on a problem over several seeds.</summary>
/// <param name="Runner">Ran it.</param>
/// <param name="Sampler">Its key.</param>
/// <param name="Runs">The losses of each trial, for each seed from 1.</param>
public sealed record Quality(Runner Runner, string Sampler, IReadOnlyList<double[]>[] Runs)
{
    private static readonly int[] Marks = [25, 50, 60, 75, 100, 200, 500, 1000];

    /// <summary>Hypervolumes after so many trials, ascending.</summary>
    public double[] After(int trials) =>
        [.. Runs.Select(run => Runner.Hypervolume(run.Take(trials))).Order()];

    /// <summary>Median and quartiles after so many trials, or of what is missing to the largest hypervolume.</summary>
    public string Cells(bool isGap) =>
        string.Join(
            " | ",
            Marks
                .Where(mark => mark <= Runs[0].Count)
                .Select(mark =>
                {
                    var volumes = After(mark);
                    if (isGap)
                        volumes = [.. volumes.Select(v => Runner.Problem.Best - v).Order()];
                    var format = isGap ? "F4" : "F3";
                    return $"{mark}: {At(volumes, 0.5, format)} [{At(volumes, 0.25, format)}, {At(volumes, 0.75, format)}]";
                })
        );

    /// <summary>The value at a share of ascending ones.</summary>
    public static double At(IReadOnlyList<double> ascending, double share) =>
        ascending[Math.Min((int)(share * ascending.Count), ascending.Count - 1)];

    private static string At(IReadOnlyList<double> ascending, double share, string format) =>
        At(ascending, share).ToString(format, CultureInfo.InvariantCulture);
}

using System.Collections.Immutable;
using System.Globalization;
using Slimfront.Search.Samplers;
using Slimfront.Search.Schedulers;

namespace Slimfront.Search.Bench.Table;

/// <summary>What a scheduler reaches in the device time of full training, and how soon it has the same hypervolume.</summary>
/// <param name="Sampler">Makes samplers.</param>
/// <param name="Trials">Configurations of full training.</param>
/// <param name="Seeds">Studies, with seeds from 1.</param>
/// <param name="IsShared">Whether recipes share equal stages.</param>
public sealed record SchedulerComparison(Func<ISampler> Sampler, int Trials, int Seeds, bool IsShared)
{
    private const int MostConfigurations = 14;

    /// <summary>The course of full training for each seed.</summary>
    public ImmutableArray<ImmutableArray<Reached>> Full() =>
        [.. Enumerable.Range(1, Seeds).Select(seed => Study(new NoScheduler()).Run(Trials, (ulong)seed))];

    /// <summary>The courses of a scheduler in the time that full training of the same seed took.</summary>
    public ImmutableArray<ImmutableArray<Reached>> Within(
        ImmutableArray<ImmutableArray<Reached>> full,
        IScheduler scheduler
    ) =>
        [
            .. full.Select(
                (f, i) =>
                    Study(scheduler)
                        .Run(Trials * MostConfigurations, (ulong)(i + 1), r => r.Seconds > f[^1].Seconds)
            ),
        ];

    /// <summary>
    /// What is missing to the largest hypervolume after half of full training's time and after all of it; for how many seeds full
    /// training's last hypervolume was there after half of its time; the share of the time until full training had it that was
    /// needed (∞ where all of full training's time was not enough); for how many seeds it was reached; configurations begun.
    /// </summary>
    public static string Cells(
        ImmutableArray<ImmutableArray<Reached>> full,
        ImmutableArray<ImmutableArray<Reached>> courses
    )
    {
        var pairs = full.Zip(courses).ToArray();
        double[] Missing(double share) =>
            [
                .. pairs
                    .Select(p => TableProblem.Instance.Best - VolumeAt(p.Second, share * p.First[^1].Seconds))
                    .Order(),
            ];
        double[] shares =
        [
            .. pairs
                .Select(p => TimeOf(p.Second, p.First[^1].Volume) / TimeOf(p.First, p.First[^1].Volume))
                .Order(),
        ];
        var atHalf = pairs.Count(p => VolumeAt(p.Second, 0.5 * p.First[^1].Seconds) >= p.First[^1].Volume);
        var begun = courses.Select(c => (double)c[^1].Begun).Order().ToArray();
        return $"{Cell(Missing(0.5), "F4")} | {Cell(Missing(1), "F4")} | {atHalf} of {shares.Length} | "
            + $"{Cell(shares, "F2")} | "
            + $"{shares.Count(double.IsFinite)} of {shares.Length} | {Quality.At(begun, 0.5):F0}";
    }

    private static double VolumeAt(ImmutableArray<Reached> course, double seconds) =>
        course.LastOrDefault(r => r.Seconds <= seconds).Volume;

    private static double TimeOf(ImmutableArray<Reached> course, double volume) =>
        course
            .Where(r => r.Volume >= volume)
            .Select(r => r.Seconds)
            .DefaultIfEmpty(double.PositiveInfinity)
            .First();

    private static string Cell(IReadOnlyList<double> ascending, string format)
    {
        string At(double share) =>
            Quality.At(ascending, share).ToString(format, CultureInfo.InvariantCulture);
        return $"{At(0.5)} [{At(0.25)}, {At(0.75)}]";
    }

    private VirtualStudy Study(IScheduler scheduler) => new(Sampler(), scheduler, IsShared: IsShared);
}

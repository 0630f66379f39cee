using System.Collections.Immutable;
using System.Globalization;
using Slimfront.Search.Samplers;
using Slimfront.Search.Schedulers;

namespace Slimfront.Search.Bench.Table;

/// <summary>How much device time a scheduler needs for what full training reaches.</summary>
/// <param name="Sampler">Makes samplers.</param>
/// <param name="Trials">Configurations of full training.</param>
/// <param name="Seeds">Studies, with seeds from 1.</param>
/// <param name="IsShared">Whether recipes share equal stages.</param>
public sealed record SchedulerComparison(Func<ISampler> Sampler, int Trials, int Seeds, bool IsShared)
{
    // What needs longer than that is counted as never.
    private const double Patience = 3;
    private const int MostConfigurations = 6;

    /// <summary>The course of full training and the time at which it reached its last hypervolume, for each seed.</summary>
    public ImmutableArray<(ImmutableArray<Reached> Course, double Seconds, double Volume)> Full() =>
        [
            .. Enumerable
                .Range(1, Seeds)
                .Select(seed =>
                {
                    var course = Study(new NoScheduler()).Run(Trials, (ulong)seed);
                    var volume = course.Max(r => r.Volume);
                    return (course, course.First(r => r.Volume >= volume).Seconds, volume);
                }),
        ];

    /// <summary>The courses of a scheduler until they have what full training of the same seed had.</summary>
    public ImmutableArray<ImmutableArray<Reached>> Until(
        IScheduler scheduler,
        ImmutableArray<(ImmutableArray<Reached> Course, double Seconds, double Volume)> full
    ) =>
        [
            .. full.Select(
                (f, i) =>
                    Study(scheduler)
                        .Run(
                            Trials * MostConfigurations,
                            (ulong)(i + 1),
                            r => r.Volume >= f.Volume || r.Seconds > Patience * f.Seconds
                        )
            ),
        ];

    /// <summary>Median and quartiles of the share of full training's device time, and how many seeds got there.</summary>
    public static string Cells(
        ImmutableArray<(ImmutableArray<Reached> Course, double Seconds, double Volume)> full,
        ImmutableArray<ImmutableArray<Reached>> courses
    )
    {
        var shares = full.Zip(
                courses,
                (f, course) =>
                    course
                        .Where(r => r.Volume >= f.Volume)
                        .Select(r => r.Seconds / f.Seconds)
                        .DefaultIfEmpty(double.PositiveInfinity)
                        .First()
            )
            .Order()
            .ToArray();
        var begun = courses.Select(c => (double)c[^1].Begun).Order().ToArray();
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{Quality.At(shares, 0.5):0.00} [{Quality.At(shares, 0.25):0.00}, {Quality.At(shares, 0.75):0.00}] | {shares.Count(double.IsFinite)} of {shares.Length} | {Quality.At(begun, 0.5):0}"
        );
    }

    private VirtualStudy Study(IScheduler scheduler) => new(Sampler(), scheduler, IsShared: IsShared);
}

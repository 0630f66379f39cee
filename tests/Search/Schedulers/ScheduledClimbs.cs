using System.Collections.Immutable;
using Slimfront.Search.Objectives;
using Slimfront.Search.Schedulers;

namespace Slimfront.Search.Tests.Schedulers;

/// <summary>A scheduler's world without a study: one trial at a time, losses at random, but one is best everywhere.</summary>
internal sealed class ScheduledClimbs(IScheduler scheduler, int configurations, int best, Random random)
{
    private readonly List<Climb> _climbs = [];

    public int Top => scheduler.Rungs.Length - 1;

    public IReadOnlyList<Climb> ToEnd()
    {
        while (scheduler.Next(History()) is { } turn)
            if (turn is Turn.Begin(var start))
                _climbs.Add(
                    Measured(
                        start,
                        new(new(_climbs.Count), new(_climbs.Count), start, start, default, Empty())
                    )
                );
            else if (turn is Turn.Continue(var trial))
                _climbs[trial.Value] = Measured(_climbs[trial.Value].Rung + 1, _climbs[trial.Value]);
        return _climbs;
    }

    private RungHistory History() =>
        new(
            [.. _climbs],
            [Objective.Accuracy, Objective.Bytes],
            scheduler.Rungs.Length,
            MayBegin: _climbs.Count < configurations,
            IsComplete: true
        );

    private Climb Measured(int rung, Climb climb)
    {
        double[] losses = climb.First.Value == best ? [-2, -2] : [-random.NextDouble(), random.NextDouble()];
        return climb with
        {
            Rung = rung,
            Progress = ClimbProgress.Measured,
            Results = climb.Results.SetItem(
                rung,
                new(Measurement.Empty, losses, 0, new($"{climb.First} to {rung}"))
            ),
        };
    }

    private ImmutableArray<RungResult?> Empty() => [.. new RungResult?[scheduler.Rungs.Length]];
}

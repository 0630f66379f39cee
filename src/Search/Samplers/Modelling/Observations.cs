using System.Collections.Immutable;
using Slimfront.Search.Objectives;
using Slimfront.Search.Spaces;
using Slimfront.Search.Studies;

namespace Slimfront.Search.Samplers.Modelling;

/// <summary>A trial as models see it.</summary>
/// <param name="Trial">The trial.</param>
/// <param name="Losses">Its losses, smaller is better; empty where there are none to speak of.</param>
/// <param name="Violation">By how much it breaks the study's limits, each in units of its bound, summed; 0 for an acceptable one.</param>
internal sealed record Observed(Trial Trial, double[] Losses, double Violation)
{
    public Configuration Configuration => Trial.Configuration;

    /// <summary>How far it is beyond each limit on a measured number that is no objective; finite.</summary>
    public double[] Excess { get; init; } = [];
}

/// <summary>The trials of a history, sorted by what can be learnt from them.</summary>
/// <param name="Finished">Completed with finite losses.</param>
/// <param name="Broken">Failed, or completed with a loss that is not finite: to be kept away from.</param>
/// <param name="Pending">Without a visible outcome.</param>
internal sealed record Observations(
    ImmutableArray<Observed> Finished,
    ImmutableArray<Observed> Broken,
    ImmutableArray<Observed> Pending
)
{
    /// <summary>Reads a history. The teacher's own trial is no point of the space; stopped trials tell nothing.</summary>
    public static Observations Of(StudySnapshot history)
    {
        var finished = ImmutableArray.CreateBuilder<Observed>();
        var broken = ImmutableArray.CreateBuilder<Observed>();
        var pending = ImmutableArray.CreateBuilder<Observed>();
        Limit[] apart = [.. history.Limits.Where(l => IsApart(l, history.Objectives))];
        foreach (var trial in history.Trials)
        {
            if (trial.Origin == Trial.TeacherOrigin)
                continue;
            if (trial.Outcome is null)
                pending.Add(new(trial, [], 0));
            if (trial.Outcome is Outcome.Failed)
                broken.Add(new(trial, [], double.PositiveInfinity));
            if (trial.Measurement is not { } measurement)
                continue;
            var losses = measurement.Losses(history.Objectives);
            double[] excess = [.. apart.Select(l => l.Excess(measurement[l.Objective]))];
            if (Array.TrueForAll(losses, double.IsFinite) && Array.TrueForAll(excess, double.IsFinite))
                finished.Add(new(trial, losses, Violation(measurement, history.Limits)) { Excess = excess });
            else
                broken.Add(new(trial, [], double.PositiveInfinity));
        }
        return new(finished.ToImmutable(), broken.ToImmutable(), pending.ToImmutable());
    }

    private static double Violation(Measurement measurement, IReadOnlyList<Limit> limits)
    {
        var sum = 0.0;
        foreach (var limit in limits)
            sum +=
                limit.Violation(measurement[limit.Objective])
                / (limit.Bound == 0 ? 1 : Math.Abs(limit.Bound));
        return sum;
    }

    // Limits on what a plan tells are kept before a trial starts; the others have to be learnt.
    private static bool IsApart(Limit limit, IReadOnlyList<Objective> objectives) =>
        !objectives.Any(o => o.Key == limit.Objective)
        && !Objective.All.Any(o => o.Key == limit.Objective && o.IsAnalytic);
}

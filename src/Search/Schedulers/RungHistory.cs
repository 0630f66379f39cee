using System.Collections.Immutable;
using Slimfront.Search.Objectives;
using Slimfront.Search.Studies;

namespace Slimfront.Search.Schedulers;

/// <summary>What a scheduler may know of a study.</summary>
/// <param name="Climbs">Every configuration the scheduler began, in order of its first trial.</param>
/// <param name="Objectives">What is optimised.</param>
/// <param name="Rungs">The number of rungs.</param>
/// <param name="MayBegin">Whether a new configuration may begin; otherwise only known ones can go on.</param>
/// <param name="IsComplete">Whether no trial is running and none of the outcomes is hidden.</param>
public sealed record RungHistory(
    ImmutableArray<Climb> Climbs,
    IReadOnlyList<Objective> Objectives,
    int Rungs,
    bool MayBegin,
    bool IsComplete
)
{
    /// <summary>The index of the last rung, where training is complete.</summary>
    public int Top => Rungs - 1;

    /// <summary>Those measured at a rung, in order of their first trial.</summary>
    public IEnumerable<Climb> Measured(int rung) => Measured(Climbs, rung);

    /// <summary>The first of all configurations that waits at a rung and may go on from it.</summary>
    /// <inheritdoc cref="Promoted(IReadOnlyList{Climb}, int, Func{int, int})"/>
    public Climb? Promoted(int rung, Func<int, int> best) => Promoted(Climbs, rung, best);

    /// <summary>The first of some configurations that waits at a rung and may go on from it.</summary>
    /// <remarks>
    /// Judged are trainings, not configurations: those that are compressed in different ways after one training share it. The best
    /// trainings go on, in the order of <see cref="RungRanking"/>; and what another configuration, begun earlier or among the same,
    /// has taken on already needs no further training, only what follows it, so it goes on too.
    /// </remarks>
    /// <param name="among">The configurations, in order of their first trial.</param>
    /// <param name="rung">The rung.</param>
    /// <param name="best">How many trainings go on, of how many that were measured.</param>
    internal Climb? Promoted(IReadOnlyList<Climb> among, int rung, Func<int, int> best)
    {
        var trainings = Measured(among, rung).ToLookup(c => c.At(rung)!.Stage).ToArray();
        if (trainings.Length == 0)
            return null;
        var results = trainings.Select(t => t.Select(c => c.At(rung)!).MinBy(r => r.Violation)!).ToArray();
        var wentOn = Measured(Climbs, rung)
            .TakeWhile(c => c.First.Value <= among[^1].First.Value)
            .Where(c => c.At(rung + 1) is not null || (c.Rung > rung && c.Progress == ClimbProgress.Running))
            .Select(c => c.At(rung)!.Stage)
            .ToHashSet();
        var count = best(trainings.Length);
        return RungRanking
            .BestFirst(results)
            .Select(i => trainings[i])
            .Where((t, place) => place < count || wentOn.Contains(t.Key))
            .SelectMany(t => t)
            .FirstOrDefault(c => c.IsWaitingAt(rung));
    }

    private static IEnumerable<Climb> Measured(IEnumerable<Climb> climbs, int rung) =>
        climbs.Where(c => c.At(rung) is not null);

    /// <summary>Reads a study's history.</summary>
    /// <param name="history">What may be seen of it.</param>
    /// <param name="rungs">The number of rungs.</param>
    /// <param name="mayBegin">Whether a new configuration may begin.</param>
    /// <param name="isComplete">Whether nothing is running or hidden.</param>
    public static RungHistory Of(StudySnapshot history, int rungs, bool mayBegin, bool isComplete)
    {
        ArgumentNullException.ThrowIfNull(history);
        var climbs = new SortedDictionary<TrialNumber, Climb>();
        var first = new Dictionary<TrialNumber, TrialNumber>();
        foreach (var trial in history.Trials)
        {
            if (trial.Fidelity is not { } fidelity)
                continue;
            var beginner = fidelity.Continues is { } earlier ? first[earlier] : trial.Number;
            first.Add(trial.Number, beginner);
            climbs[beginner] = Extend(climbs.GetValueOrDefault(beginner), trial, fidelity, history, rungs);
        }
        return new([.. climbs.Values], history.Objectives, rungs, mayBegin, isComplete);
    }

    private static Climb Extend(
        Climb? known,
        Trial trial,
        Fidelity fidelity,
        StudySnapshot history,
        int rungs
    )
    {
        var results = known?.Results ?? [.. new RungResult?[rungs]];
        var result = ResultOf(trial, history);
        var progress = trial.Outcome switch
        {
            null => ClimbProgress.Running,
            _ when result is not null => ClimbProgress.Measured,
            _ => ClimbProgress.Over,
        };
        return new(
            known?.First ?? trial.Number,
            trial.Number,
            known?.Start ?? fidelity.Rung,
            fidelity.Rung,
            progress,
            result is null ? results : results.SetItem(fidelity.Rung, result)
        );
    }

    // What is not a number cannot be compared; such a training goes no further.
    private static RungResult? ResultOf(Trial trial, StudySnapshot history)
    {
        if ((trial.Measurement ?? (trial.Outcome as Outcome.Paused)?.Measurement) is not { } measurement)
            return null;
        var losses = measurement.Losses(history.Objectives);
        if (!Array.TrueForAll(losses, double.IsFinite))
            return null;
        var final = trial
            .Prediction.Where(p => p.Value.IsExact)
            .Aggregate(measurement, (m, p) => m.With(p.Key, p.Value.Low));
        var violation = history.Limits.Sum(l => l.Violation(final[l.Objective]));
        return new(final, losses, violation, trial.MeasurementStage)
        {
            Outlook = final.Losses(history.Objectives),
        };
    }
}

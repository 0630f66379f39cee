using System.Collections.Immutable;
using Slimfront.Search.Objectives;
using Slimfront.Search.Samplers;
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

    /// <summary>Those measured at a rung, best first; see <see cref="RungRanking"/>.</summary>
    public ImmutableArray<Climb> Ranked(int rung) => Ranked(Climbs, rung);

    /// <summary>Those of the given ones that were measured at a rung, best first.</summary>
    public static ImmutableArray<Climb> Ranked(IEnumerable<Climb> climbs, int rung)
    {
        var measured = climbs.Where(c => c.At(rung) is not null).ToArray();
        return [.. RungRanking.BestFirst([.. measured.Select(c => c.At(rung)!)]).Select(i => measured[i])];
    }

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
        return new(final, losses, history.Limits.Sum(l => l.Violation(final[l.Objective])))
        {
            Outlook = final.Losses(history.Objectives),
        };
    }
}

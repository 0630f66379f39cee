using System.Collections.Immutable;
using Slimfront.Search.Studies;

namespace Slimfront.Search.Schedulers;

/// <summary>A study's history as samplers see it where trainings are cut into rungs: every configuration once.</summary>
/// <remarks>
/// Falkner, Klein and Hutter (2018), "BOHB", arXiv:1807.01774, §4: models are built from the highest rung at which enough was
/// measured, since values of different rungs cannot be compared.
/// </remarks>
public static class BestRung
{
    // What samplers draw before they trust a model.
    private const int Enough = 10;

    /// <summary>One trial for each configuration: the one that began it, with what is known at the best rung.</summary>
    public static StudySnapshot View(StudySnapshot history, RungHistory rungs)
    {
        ArgumentNullException.ThrowIfNull(history);
        ArgumentNullException.ThrowIfNull(rungs);
        var rung = Choose(rungs);
        var trials = history.Trials.ToDictionary(t => t.Number);
        return history with
        {
            Trials =
            [
                .. rungs.Climbs.Select(c => trials[c.First] with { Outcome = OutcomeOf(c, rung, trials) }),
            ],
        };
    }

    private static int Choose(RungHistory rungs)
    {
        var counts = Enumerable
            .Range(0, rungs.Rungs)
            .Select(r => rungs.Climbs.Count(c => c.At(r) is not null))
            .ToImmutableArray();
        var enough = Enumerable.Range(0, rungs.Rungs).Where(r => counts[r] >= Enough).ToArray();
        return enough.Length > 0 ? enough[^1] : counts.LastIndexOf(counts.Max());
    }

    private static Outcome? OutcomeOf(Climb climb, int rung, Dictionary<TrialNumber, Trial> trials)
    {
        if (climb.At(rung) is { } result)
            return new Outcome.Completed(result.Measurement);
        return climb.Progress switch
        {
            ClimbProgress.Running => null,
            ClimbProgress.Over => trials[climb.Latest].Outcome,
            _ => new Outcome.Stopped("measured at another rung"),
        };
    }
}

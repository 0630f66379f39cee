using Slimfront.Search.Stages;

namespace Slimfront.Search.Studies;

/// <summary>What a study wants done now. Derived from its state alone, so it never disagrees with it.</summary>
public static class Demand
{
    /// <summary>The stages that can start now: wanted by somebody, not begun, every input there.</summary>
    /// <remarks>
    /// In the order in which they should start: the critical path first, see <see cref="Agenda"/>. A stage whose result nobody waits for any
    /// more (its trial was stopped, or what needed it is done) is not wanted; of a paused study none is.
    /// </remarks>
    public static IEnumerable<Stage> Ready(this Study study) =>
        study.IsPaused ? [] : study.Agenda.Ready.Select(r => r.Stage);

    /// <summary>Every stage that is not done and that some result still depends on.</summary>
    public static IEnumerable<Stage> Wanted(this Study study) =>
        study.Agenda.Needs.Where(n => n.Value.IsWanted).Select(n => study.Stages[n.Key].Stage);

    /// <summary>Why a stage can never be done: a failed stage it depends on, and its error; null while it can.</summary>
    public static string? Blocked(this Study study, StageKey goal) =>
        study
            .Missing(goal, [])
            .Select(s =>
                study.Stages[s.Key].Status is StageStatus.Failed f
                    ? $"{s.Operation} {s.Key.Short}: {f.Reason}"
                    : null
            )
            .FirstOrDefault(reason => reason is not null);

    /// <summary>The attempts being made at stages that nobody wants any more; all of them where the study is paused.</summary>
    public static IEnumerable<AttemptId> Unwanted(this Study study) =>
        study.Attempts(study.IsPaused ? study.Agenda.Running : study.Agenda.Unwanted);

    /// <summary>The attempts being made now.</summary>
    public static IEnumerable<AttemptId> Attempts(this Study study) => study.Attempts(study.Agenda.Running);

    /// <summary>How many attempts are being made now.</summary>
    public static int Busy(this Study study) => study.Agenda.Running.Count;

    /// <summary>The stage that goes on from a finished one, where it can start and is the only one to wait for it; else null.</summary>
    /// <remarks>None that trains while one that does not is waiting: what is nearly finished does not wait for a whole row of others.</remarks>
    public static Stage? FollowOn(this Study study, StageKey finished) =>
        !study.IsPaused
        && study.Agenda.Needs.GetValueOrDefault(finished) is { Waiters: [var only] }
        && study.Agenda.Needs[only.Stage].Ready is { } ready
        && (!ready.Trains || study.Agenda.Ready.Min!.Trains)
            ? ready.Stage
            : null;

    private static IEnumerable<AttemptId> Attempts(this Study study, IEnumerable<StageKey> stages) =>
        stages.Select(s => new AttemptId(s, study.Stages[s].Attempts));

    // What is to be done for a goal, each stage after its inputs and none twice. There may be very many ways to one
    // stage: each round of a lottery ticket takes two inputs from the round before.
    private static IEnumerable<Stage> Missing(this Study study, StageKey goal, HashSet<StageKey> seen)
    {
        if (
            !study.Stages.TryGetValue(goal, out var node)
            || node.Status is StageStatus.Done
            || !seen.Add(goal)
        )
            yield break;
        foreach (var input in node.Stage.Inputs)
        foreach (var missing in study.Missing(input.Stage, seen))
            yield return missing;
        yield return node.Stage;
    }
}

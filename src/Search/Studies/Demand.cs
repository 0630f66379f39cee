using Slimfront.Search.Stages;

namespace Slimfront.Search.Studies;

/// <summary>What a study wants done now. Derived from its state alone, so it never disagrees with it.</summary>
public static class Demand
{
    /// <summary>The stages that can start now: wanted by somebody, not begun, every input there.</summary>
    /// <remarks>
    /// In the order in which they should start: of the earliest trial first, each stage after its inputs. A stage whose
    /// result nobody waits for any more (its trial was stopped, or what needed it is done) is not wanted.
    /// </remarks>
    public static IEnumerable<Stage> Ready(this Study study)
    {
        var seen = new HashSet<StageKey>();
        foreach (var stage in study.Wanted())
            if (
                seen.Add(stage.Key)
                && study.Stages[stage.Key].Status is StageStatus.Open
                && stage.Inputs.All(i => study.Result(i.Stage) is not null)
            )
                yield return stage;
    }

    /// <summary>Every stage that is not done and that some result still depends on; may repeat.</summary>
    public static IEnumerable<Stage> Wanted(this Study study) =>
        study.Goals().SelectMany(goal => study.Missing(goal));

    /// <summary>Why a stage can never be done: a failed stage it depends on, and its error; null while it can.</summary>
    public static string? Blocked(this Study study, StageKey goal) =>
        study
            .Missing(goal)
            .Select(s =>
                study.Stages[s.Key].Status is StageStatus.Failed f
                    ? $"{s.Operation} {s.Key.Short}: {f.Reason}"
                    : null
            )
            .FirstOrDefault(reason => reason is not null);

    /// <summary>The attempts being made at stages that nobody wants any more.</summary>
    public static IEnumerable<AttemptId> Unwanted(this Study study)
    {
        var wanted = study.Wanted().Select(s => s.Key).ToHashSet();
        return study.Attempts().Where(a => !wanted.Contains(a.Stage));
    }

    /// <summary>The attempts being made now.</summary>
    public static IEnumerable<AttemptId> Attempts(this Study study) =>
        study
            .Stages.Values.Where(n => n.Status is StageStatus.Running)
            .Select(n => new AttemptId(n.Stage.Key, n.Attempts));

    // The measurements that the study waits for.
    private static IEnumerable<StageKey> Goals(this Study study)
    {
        if (study.Phase is StudyPhase.Searching or StudyPhase.Comparing)
            return study.Running.Select(n => study.Trial(n).MeasurementStage);
        return study.Phase is StudyPhase.Testing
            ? study.Tested.Where(t => t.Test is null).Select(t => t.TestStage.Key)
            : [];
    }

    // What is to be done for a goal, each stage after its inputs and none twice.
    private static IEnumerable<Stage> Missing(this Study study, StageKey goal)
    {
        foreach (var stage in study.Missing(goal, []))
            yield return stage;
    }

    // There may be very many ways to one stage: each round of a lottery ticket takes two inputs from the round before.
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

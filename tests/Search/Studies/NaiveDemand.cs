using Slimfront.Search.Stages;
using Slimfront.Search.Studies;

namespace Slimfront.Search.Tests.Studies;

/// <summary>What a study wants, by walking all that is open: slow, and plainly right.</summary>
internal static class NaiveDemand
{
    public static HashSet<Stage> Wanted(Study study) =>
        [.. Goals(study).SelectMany(g => Missing(study, g.Stage, []))];

    public static HashSet<Stage> Ready(Study study) =>
        study.IsPaused
            ? []
            :
            [
                .. Wanted(study)
                    .Where(s =>
                        study.Stages[s.Key].Status is StageStatus.Open
                        && s.Inputs.All(i => study.Result(i.Stage) is not null)
                    ),
            ];

    public static HashSet<AttemptId> Attempts(Study study) =>
        [
            .. study
                .Stages.Values.Where(n => n.Status is StageStatus.Running)
                .Select(n => new AttemptId(n.Stage.Key, n.Attempts)),
        ];

    public static HashSet<AttemptId> Unwanted(Study study)
    {
        var wanted = Wanted(study).Select(s => s.Key).ToHashSet();
        return [.. Attempts(study).Where(a => study.IsPaused || !wanted.Contains(a.Stage))];
    }

    public static HashSet<TrialNumber> Decided(Study study) =>
        [
            .. Goals(study)
                .Where(g => study.Result(g.Stage) is not null || study.Blocked(g.Stage) is not null)
                .Select(g => g.Number),
        ];

    /// <summary>The longest way from a stage's beginning to a goal, over all ways.</summary>
    public static Dictionary<StageKey, double> Paths(Study study)
    {
        var wanted = Wanted(study);
        var paths = new Dictionary<StageKey, double>();
        foreach (var stage in wanted)
            Path(stage);
        return paths;

        double Path(Stage stage)
        {
            if (paths.TryGetValue(stage.Key, out var known))
                return known;
            var expected = study.Agenda.Expected;
            var last = study.Spec.Budget.Trials - (study.Spec.Lag ?? study.Spec.InFlight);
            var lastAged = Math.Max(last, study.Spec.Budget.Trials - (2 * expected.Busy));
            var goals = Goals(study)
                .Where(g => g.Stage == stage.Key)
                .Select(g =>
                    (g.Number.Value < last ? expected.Way : 0)
                    - (Math.Min(g.Number.Value, lastAged) * expected.PerTrial)
                );
            var waiters = wanted.Where(w => w.Inputs.Any(i => i.Stage == stage.Key)).Select(Path);
            return paths[stage.Key] = expected.Of(stage) + goals.Concat(waiters).Max();
        }
    }

    private static IEnumerable<(StageKey Stage, TrialNumber Number)> Goals(Study study)
    {
        if (study.Phase is StudyPhase.Searching or StudyPhase.Comparing)
            return study.Running.Select(n => (study.Trial(n).MeasurementStage, n));
        return study.Phase is StudyPhase.Testing
            ? study.Tested.Where(t => t.Test is null).Select(t => (t.TestStage.Key, t.Number))
            : [];
    }

    private static IEnumerable<Stage> Missing(Study study, StageKey goal, HashSet<StageKey> seen)
    {
        if (
            !study.Stages.TryGetValue(goal, out var node)
            || node.Status is StageStatus.Done
            || !seen.Add(goal)
        )
            return [];
        return [.. node.Stage.Inputs.SelectMany(i => Missing(study, i.Stage, seen)), node.Stage];
    }
}

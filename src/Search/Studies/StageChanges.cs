using System.Collections.Immutable;
using Slimfront.Search.Stages;

namespace Slimfront.Search.Studies;

/// <summary>What events make of a study's stages.</summary>
/// <remarks>A reply of an attempt that is not the current one of its stage changes nothing.</remarks>
internal static class StageChanges
{
    /// <summary>With more stages, to be done; those that are known stay where they stand.</summary>
    public static ImmutableDictionary<StageKey, StageNode> Including(
        this ImmutableDictionary<StageKey, StageNode> stages,
        IEnumerable<Stage> more
    ) =>
        stages.SetItems(
            more.Where(s => !stages.ContainsKey(s.Key))
                .Select(s => KeyValuePair.Create(s.Key, new StageNode(s, new StageStatus.Open())))
        );

    /// <summary>After an attempt was handed out.</summary>
    public static ImmutableDictionary<StageKey, StageNode> After(
        this ImmutableDictionary<StageKey, StageNode> stages,
        StudyEvent.AttemptStarted e
    ) =>
        stages.Update(
            e.Attempt.Stage,
            n => n with { Status = new StageStatus.Running(e.Slot), Attempts = e.Attempt.Number }
        );

    /// <summary>After a stage was completed; the very same where that was not asked for.</summary>
    public static ImmutableDictionary<StageKey, StageNode> After(
        this ImmutableDictionary<StageKey, StageNode> stages,
        StudyEvent.StageCompleted e
    )
    {
        var node = stages[e.Attempt.Stage];
        if (!node.IsCurrent(e.Attempt) && !(e.IsReuse && node.Status is StageStatus.Open))
            return stages;
        var done = node with { Status = new StageStatus.Done(e.Result), Completions = node.Completions + 1 };
        return stages.SetItem(e.Attempt.Stage, done);
    }

    /// <summary>After an attempt failed: to be tried again, or given up.</summary>
    /// <param name="stages">The stages.</param>
    /// <param name="e">What happened.</param>
    /// <param name="tries">Attempts that may fail.</param>
    public static ImmutableDictionary<StageKey, StageNode> After(
        this ImmutableDictionary<StageKey, StageNode> stages,
        StudyEvent.AttemptFailed e,
        int tries
    ) =>
        stages.Current(
            e.Attempt,
            n =>
            {
                var failures = n.Failures + 1;
                var isOver = e.IsFinal || failures >= tries;
                return n with
                {
                    Failures = failures,
                    Status = isOver ? new StageStatus.Failed(e.Reason) : new StageStatus.Open(),
                };
            }
        );

    /// <summary>After an attempt was lost, which is nobody's fault.</summary>
    public static ImmutableDictionary<StageKey, StageNode> After(
        this ImmutableDictionary<StageKey, StageNode> stages,
        StudyEvent.AttemptLost e
    ) => stages.Current(e.Attempt, n => n with { Status = new StageStatus.Open() });

    /// <summary>After what a stage left was lost: it is to be done again.</summary>
    public static ImmutableDictionary<StageKey, StageNode> After(
        this ImmutableDictionary<StageKey, StageNode> stages,
        StudyEvent.ArtifactLost e
    ) =>
        stages.Update(
            e.Stage,
            n => n.Status is StageStatus.Done ? n with { Status = new StageStatus.Open() } : n
        );

    private static ImmutableDictionary<StageKey, StageNode> Update(
        this ImmutableDictionary<StageKey, StageNode> stages,
        StageKey key,
        Func<StageNode, StageNode> change
    ) =>
        stages.TryGetValue(key, out var node)
            ? stages.SetItem(key, change(node))
            : throw new ArgumentException($"The study knows no stage {key.Short}.", nameof(key));

    private static ImmutableDictionary<StageKey, StageNode> Current(
        this ImmutableDictionary<StageKey, StageNode> stages,
        AttemptId attempt,
        Func<StageNode, StageNode> change
    ) => stages.Update(attempt.Stage, n => n.IsCurrent(attempt) ? change(n) : n);
}

using System.Collections.Immutable;
using Slimfront.Search.Stages;

namespace Slimfront.Search.Studies;

/// <summary>
/// What a study wants done, kept up from event to event: each event costs what it changes, not a walk over all that is open. Immutable,
/// and derived from the study alone.
/// </summary>
/// <remarks>
/// A stage is wanted if it is not done and a goal or a wanted stage waits for it. What can start is ordered by the critical path. The path of a stage
/// is the expected seconds of the longest way from its beginning to the results that depend on it, plus what lies behind these: trial n + lag cannot
/// begin before trial n has ended. So a trial that another one has to wait for has a whole trial more behind it (<see cref="Expectation.Way"/>), and each
/// number that it is older puts it <see cref="Expectation.PerTrial"/> ahead, so that models come one after the other and not all at the end. What does not
/// train never waits for what does. Among paths that differ by less than a mean stage, what more wait for comes
/// first; ties are broken by path, then by key.
/// </remarks>
internal sealed class Agenda
{
    private Agenda(
        Expectation expected,
        ImmutableDictionary<StageKey, Need> needs,
        ImmutableSortedSet<ReadyStage> ready,
        ImmutableSortedSet<TrialNumber> decided,
        ImmutableHashSet<StageKey> running,
        ImmutableHashSet<StageKey> unwanted
    )
    {
        (Expected, Needs, Ready) = (expected, needs, ready);
        (Decided, Running, Unwanted) = (decided, running, unwanted);
    }

    /// <summary>How long stages take.</summary>
    public Expectation Expected { get; }

    /// <summary>Who needs what. A stage that nobody needs is not listed.</summary>
    public ImmutableDictionary<StageKey, Need> Needs { get; }

    /// <summary>The stages that can start, in order.</summary>
    public ImmutableSortedSet<ReadyStage> Ready { get; }

    /// <summary>The trials whose goal is done or can never be.</summary>
    public ImmutableSortedSet<TrialNumber> Decided { get; }

    /// <summary>The stages in the works.</summary>
    public ImmutableHashSet<StageKey> Running { get; }

    /// <summary>Those of them that nobody wants.</summary>
    public ImmutableHashSet<StageKey> Unwanted { get; }

    /// <summary>The agenda of a study as it is.</summary>
    public static Agenda Of(Study study) => Of(study, Expectation.Of(study));

    /// <summary>The agenda after an event.</summary>
    /// <param name="happened">The event.</param>
    /// <param name="before">The study that this is the agenda of.</param>
    /// <param name="after">The study after the event.</param>
    public Agenda After(StudyEvent happened, Study before, Study after) =>
        happened switch
        {
            StudyEvent.Exhausted or StudyEvent.Paused or StudyEvent.Continued => this,
            StudyEvent.TrialStarted e => Changed(after, change => Begin(change, e, after)),
            StudyEvent.TrialEnded e => Changed(
                after,
                change => change.RemoveGoal(after.Trial(e.Number).MeasurementStage, e.Number)
            ),
            StudyEvent.TestMeasured e => Changed(
                after,
                change => change.RemoveGoal(after.Trial(e.Number).TestStage.Key, e.Number)
            ),
            _ => StageOf(happened) is { } stage ? Moved(stage, before, after) : Of(after, Expected),
        };

    private static void Begin(AgendaChange change, StudyEvent.TrialStarted e, Study study)
    {
        foreach (var stage in e.NewStages)
            change.Touch(stage.Key);
        if (study.Phase is StudyPhase.Searching or StudyPhase.Comparing)
            change.AddGoal(e.Trial.MeasurementStage, e.Trial.Number);
    }

    private static Agenda Of(Study study, Expectation expected)
    {
        var none = new Agenda(expected, ImmutableDictionary<StageKey, Need>.Empty, [], [], [], []);
        return none.Changed(
            study,
            change =>
            {
                foreach (var (stage, number) in Goals(study))
                    change.AddGoal(stage, number);
                foreach (var node in study.Stages.Values)
                    if (node.Status is StageStatus.Running)
                        change.Touch(node.Stage.Key);
            }
        );
    }

    private Agenda Moved(StageKey stage, Study before, Study after)
    {
        var (was, now) = (before.Stages[stage], after.Stages[stage]);
        if (ReferenceEquals(was, now))
            return this;
        if (was.Result is not null || now.Result is not { } result)
            return Changed(after, change => change.Move(stage, was.Result is not null));
        var expected = Expected.With(now.Stage, result, after, Running.Count);
        return expected.CountsAs(Expected)
            ? Changed(after, change => change.Move(stage, isDoneChanged: true), expected)
            : Of(after, expected);
    }

    private Agenda Changed(Study study, Action<AgendaChange> change, Expectation? expected = null)
    {
        var made = new AgendaChange(study, this, expected ?? Expected);
        change(made);
        made.Settle();
        return new(
            expected ?? Expected,
            made.Needs.ToImmutable(),
            made.Ready.ToImmutable(),
            made.Decided.ToImmutable(),
            made.Running.ToImmutable(),
            made.Unwanted.ToImmutable()
        );
    }

    private static StageKey? StageOf(StudyEvent happened) =>
        happened switch
        {
            StudyEvent.AttemptStarted e => e.Attempt.Stage,
            StudyEvent.StageCompleted e => e.Attempt.Stage,
            StudyEvent.AttemptFailed e => e.Attempt.Stage,
            StudyEvent.AttemptLost e => e.Attempt.Stage,
            StudyEvent.ArtifactLost e => e.Stage,
            _ => null,
        };

    // The measurements that the study waits for.
    private static IEnumerable<(StageKey Stage, TrialNumber Number)> Goals(Study study)
    {
        if (study.Phase is StudyPhase.Searching or StudyPhase.Comparing)
            return study.Running.Select(n => (study.Trial(n).MeasurementStage, n));
        return study.Phase is StudyPhase.Testing
            ? study.Tested.Where(t => t.Test is null).Select(t => (t.TestStage.Key, t.Number))
            : [];
    }
}

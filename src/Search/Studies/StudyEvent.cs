using System.Collections.Immutable;
using Slimfront.Search.Objectives;
using Slimfront.Search.Stages;

namespace Slimfront.Search.Studies;

/// <summary>Something that happened to a study. The journal is the list of them; the study is their fold.</summary>
public abstract record StudyEvent
{
    private StudyEvent() { }

    /// <summary>The study exists. Always the first event.</summary>
    /// <param name="Spec">The resolved request.</param>
    /// <param name="At">When, for the wall-time budget.</param>
    public sealed record Created(StudySpec Spec, DateTimeOffset At) : StudyEvent;

    /// <summary>A trial begins.</summary>
    /// <param name="Trial">The trial, without outcome.</param>
    /// <param name="NewStages">Those of its stages the study did not know yet, each after its inputs.</param>
    public sealed record TrialStarted(Trial Trial, ImmutableArray<Stage> NewStages) : StudyEvent;

    /// <summary>
    /// No more trials are suggested, and those in flight go on: every configuration left is refused or was tried, or a
    /// budget that depends on results alone is used up.
    /// </summary>
    /// <param name="Reason">One line.</param>
    public sealed record Exhausted(string Reason) : StudyEvent;

    /// <summary>A slot was given a stage.</summary>
    /// <param name="Attempt">This try.</param>
    /// <param name="Slot">Who got it.</param>
    /// <param name="Environment">
    /// What the slot's results may depend on besides the stage: processor, threads, device, libraries. An observation, and no part
    /// of any key; empty where it was not said.
    /// </param>
    public sealed record AttemptStarted(AttemptId Attempt, string Slot, string Environment = "") : StudyEvent;

    /// <summary>A stage is done.</summary>
    /// <param name="Attempt">The try that did it; number 0 where the artifact was there already.</param>
    /// <param name="Result">What it gave.</param>
    public sealed record StageCompleted(AttemptId Attempt, StageResult Result) : StudyEvent
    {
        /// <summary>Whether the artifact was there already.</summary>
        internal bool IsReuse => Attempt.Number == 0;
    }

    /// <summary>A try failed.</summary>
    /// <param name="Attempt">The try.</param>
    /// <param name="Reason">One line.</param>
    /// <param name="IsFinal">Whether trying again is pointless, as for a refused parameter.</param>
    public sealed record AttemptFailed(AttemptId Attempt, string Reason, bool IsFinal) : StudyEvent;

    /// <summary>A try ended for no fault of the stage: its node died, was drained, or the study paused.</summary>
    /// <param name="Attempt">The try.</param>
    /// <param name="Reason">One line.</param>
    public sealed record AttemptLost(AttemptId Attempt, string Reason) : StudyEvent;

    /// <summary>The artifact of a finished stage is gone or damaged: the stage is to be done again if still needed.</summary>
    /// <param name="Stage">The stage.</param>
    /// <param name="Reason">One line.</param>
    public sealed record ArtifactLost(StageKey Stage, string Reason) : StudyEvent;

    /// <summary>A trial ended.</summary>
    /// <param name="Number">Which.</param>
    /// <param name="Outcome">How.</param>
    public sealed record TrialEnded(TrialNumber Number, Outcome Outcome) : StudyEvent;

    /// <summary>Nothing starts or follows until the study is continued; attempts in the works leave a checkpoint and end.</summary>
    /// <param name="Reason">One line.</param>
    public sealed record Paused(string Reason) : StudyEvent;

    /// <summary>A paused study goes on.</summary>
    /// <param name="Reason">One line.</param>
    public sealed record Continued(string Reason) : StudyEvent;

    /// <summary>No more trials are suggested; those in flight are given up. Ends a pause.</summary>
    /// <param name="Reason">One line.</param>
    public sealed record Stopping(string Reason) : StudyEvent;

    /// <summary>The search is over, and its front is to be compared with simpler recipes.</summary>
    /// <param name="Links">Which; a baseline's number at or above the number of trials so far is a trial to come.</param>
    public sealed record BaselinesRequested(ImmutableArray<BaselineLink> Links) : StudyEvent;

    /// <summary>The models of the front are to be measured on the test split.</summary>
    /// <param name="Front">The trials of the final front.</param>
    /// <param name="NewStages">Their test measurements, and those of what they are compared with.</param>
    public sealed record TestRequested(ImmutableArray<TrialNumber> Front, ImmutableArray<Stage> NewStages)
        : StudyEvent;

    /// <summary>A model of the front was measured on the test split.</summary>
    /// <param name="Number">Whose model.</param>
    /// <param name="Measurement">The values; empty where measuring failed.</param>
    public sealed record TestMeasured(TrialNumber Number, Measurement Measurement) : StudyEvent;

    /// <summary>Nothing is left to do. Always the last event.</summary>
    /// <param name="Reason">Why it ended: "24 trials done".</param>
    public sealed record Finished(string Reason) : StudyEvent;
}

/// <summary>What a finished stage gave.</summary>
/// <param name="Artifact">The identity of its artifact.</param>
/// <param name="Bytes">The artifact's length.</param>
/// <param name="Values">Reproducible values, also inside the artifact; empty where the stage measures nothing.</param>
/// <param name="Observations">What is beside the artifact: latency and throughput, which depend on the clock, and the intervals of values.</param>
/// <param name="Seconds">Device time over all resumed parts of the successful attempt.</param>
public sealed record StageResult(
    ArtifactId Artifact,
    long Bytes,
    Measurement Values,
    Measurement Observations,
    double Seconds
);

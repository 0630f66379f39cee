using System.Collections.Immutable;
using Slimfront.Search.Studies;
using static Slimfront.Actors.Serialization.Shapes;

namespace Slimfront.Actors.Serialization;

/// <summary>What happens to studies. Once released, a format here is never changed: journals are read for ever.</summary>
internal static class EventCodec
{
    public static ImmutableArray<Format> Formats { get; } =
    [
        Format.First<StudyEvent.Created>(
            "ev.created",
            (ref f, e) => new(f.Of(SpecCodec.Spec, e?.Spec), f.Of(Moment, e?.At))
        ),
        Format.First<StudyEvent.TrialStarted>(
            "ev.trial-started",
            (ref f, e) => new(f.Of(TrialCodec.Trial, e?.Trial), f.Of(StageCodec.Stage.List, e?.NewStages))
        ),
        Format.First<StudyEvent.Exhausted>("ev.exhausted", (ref f, e) => new(f.Of(Text, e?.Reason))),
        Format.First<StudyEvent.AttemptStarted>(
            "ev.attempt-started",
            (ref f, e) =>
                new(
                    f.Of(StageCodec.Attempt, e?.Attempt),
                    f.Of(Text, e?.Slot),
                    f.Of(Text, e?.Environment, absent: "")
                ),
            length: e => e.Environment.Length == 0 ? 2 : null
        ),
        Format.First<StudyEvent.StageCompleted>(
            "ev.stage-completed",
            (ref f, e) => new(f.Of(StageCodec.Attempt, e?.Attempt), f.Of(StageCodec.Result, e?.Result))
        ),
        Format.First<StudyEvent.AttemptFailed>(
            "ev.attempt-failed",
            (ref f, e) =>
                new(
                    f.Of(StageCodec.Attempt, e?.Attempt),
                    f.Of(Text, e?.Reason),
                    f.Of(Flag, e?.IsFinal, absent: false)
                )
        ),
        Format.First<StudyEvent.AttemptLost>(
            "ev.attempt-lost",
            (ref f, e) => new(f.Of(StageCodec.Attempt, e?.Attempt), f.Of(Text, e?.Reason))
        ),
        Format.First<StudyEvent.ArtifactLost>(
            "ev.artifact-lost",
            (ref f, e) => new(f.Of(StageCodec.Key, e?.Stage), f.Of(Text, e?.Reason))
        ),
        Format.First<StudyEvent.TrialEnded>(
            "ev.trial-ended",
            (ref f, e) => new(f.Of(TrialCodec.Number, e?.Number), f.Of(TrialCodec.Outcome, e?.Outcome))
        ),
        Format.First<StudyEvent.Paused>("ev.paused", (ref f, e) => new(f.Of(Text, e?.Reason))),
        Format.First<StudyEvent.Continued>("ev.continued", (ref f, e) => new(f.Of(Text, e?.Reason))),
        Format.First<StudyEvent.Stopping>("ev.stopping", (ref f, e) => new(f.Of(Text, e?.Reason))),
        Format.First<StudyEvent.BaselinesRequested>(
            "ev.baselines-requested",
            (ref f, e) => new(f.Of(TrialCodec.Link.List, e?.Links))
        ),
        Format.First<StudyEvent.TestRequested>(
            "ev.test-requested",
            (ref f, e) =>
                new(f.Of(TrialCodec.Number.List, e?.Front), f.Of(StageCodec.Stage.List, e?.NewStages))
        ),
        Format.First<StudyEvent.TestMeasured>(
            "ev.test-measured",
            (ref f, e) =>
                new(f.Of(TrialCodec.Number, e?.Number), f.Of(StageCodec.Measurement, e?.Measurement))
        ),
        Format.First<StudyEvent.Finished>("ev.finished", (ref f, e) => new(f.Of(Text, e?.Reason))),
    ];
}

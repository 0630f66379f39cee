using System.Collections.Immutable;
using MessagePack;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Serialization;

/// <summary>What happens to studies. Once released, a format here is never changed: journals are read for ever.</summary>
internal static class EventCodec
{
    public static ImmutableArray<Format> Formats { get; } =
    [
        Format.First("ev.created", WriteCreated, ReadCreated),
        Format.First("ev.trial-started", WriteTrialStarted, ReadTrialStarted),
        OfReason("ev.exhausted", e => e.Reason, reason => new StudyEvent.Exhausted(reason)),
        Format.First("ev.attempt-started", WriteAttemptStarted, ReadAttemptStarted),
        Format.First("ev.stage-completed", WriteStageCompleted, ReadStageCompleted),
        Format.First("ev.attempt-failed", WriteAttemptFailed, ReadAttemptFailed),
        Format.First("ev.attempt-lost", WriteAttemptLost, ReadAttemptLost),
        Format.First("ev.artifact-lost", WriteArtifactLost, ReadArtifactLost),
        Format.First("ev.trial-ended", WriteTrialEnded, ReadTrialEnded),
        OfReason("ev.paused", e => e.Reason, reason => new StudyEvent.Paused(reason)),
        OfReason("ev.continued", e => e.Reason, reason => new StudyEvent.Continued(reason)),
        OfReason("ev.stopping", e => e.Reason, reason => new StudyEvent.Stopping(reason)),
        Format.First("ev.baselines-requested", WriteBaselinesRequested, ReadBaselinesRequested),
        Format.First("ev.test-requested", WriteTestRequested, ReadTestRequested),
        Format.First("ev.test-measured", WriteTestMeasured, ReadTestMeasured),
        OfReason("ev.finished", e => e.Reason, reason => new StudyEvent.Finished(reason)),
    ];

    private static Format OfReason<T>(string name, Func<T, string> reason, Func<string, T> create)
        where T : StudyEvent =>
        Format.First(
            name,
            (ref MessagePackWriter writer, T e) =>
            {
                writer.WriteArrayHeader(1);
                writer.Write(reason(e));
            },
            (ref MessagePackReader reader) =>
            {
                var present = reader.Begin(required: 1);
                var e = create(reader.ReadText());
                reader.End(present, known: 1);
                return e;
            }
        );

    private static void WriteCreated(ref MessagePackWriter writer, StudyEvent.Created e)
    {
        writer.WriteArrayHeader(2);
        SpecCodec.Write(ref writer, e.Spec);
        writer.Write(e.At.UtcTicks);
    }

    private static StudyEvent.Created ReadCreated(ref MessagePackReader reader)
    {
        var present = reader.Begin(required: 2);
        var e = new StudyEvent.Created(
            SpecCodec.ReadSpec(ref reader),
            new DateTimeOffset(reader.ReadInt64(), TimeSpan.Zero)
        );
        reader.End(present, known: 2);
        return e;
    }

    private static void WriteTrialStarted(ref MessagePackWriter writer, StudyEvent.TrialStarted e)
    {
        writer.WriteArrayHeader(2);
        TrialCodec.Write(ref writer, e.Trial);
        writer.WriteList(e.NewStages, StageCodec.Write);
    }

    private static StudyEvent.TrialStarted ReadTrialStarted(ref MessagePackReader reader)
    {
        var present = reader.Begin(required: 2);
        var e = new StudyEvent.TrialStarted(
            TrialCodec.ReadTrial(ref reader),
            reader.ReadList(StageCodec.ReadStage)
        );
        reader.End(present, known: 2);
        return e;
    }

    private static void WriteAttemptStarted(ref MessagePackWriter writer, StudyEvent.AttemptStarted e)
    {
        writer.WriteArrayHeader(e.Environment.Length > 0 ? 3 : 2);
        StageCodec.Write(ref writer, e.Attempt);
        writer.Write(e.Slot);
        if (e.Environment.Length > 0)
            writer.Write(e.Environment);
    }

    private static StudyEvent.AttemptStarted ReadAttemptStarted(ref MessagePackReader reader)
    {
        var present = reader.Begin(required: 2);
        var e = new StudyEvent.AttemptStarted(
            StageCodec.ReadAttempt(ref reader),
            reader.ReadText(),
            present > 2 ? reader.ReadText() : ""
        );
        reader.End(present, known: 3);
        return e;
    }

    private static void WriteStageCompleted(ref MessagePackWriter writer, StudyEvent.StageCompleted e)
    {
        writer.WriteArrayHeader(2);
        StageCodec.Write(ref writer, e.Attempt);
        StageCodec.Write(ref writer, e.Result);
    }

    private static StudyEvent.StageCompleted ReadStageCompleted(ref MessagePackReader reader)
    {
        var present = reader.Begin(required: 2);
        var e = new StudyEvent.StageCompleted(
            StageCodec.ReadAttempt(ref reader),
            StageCodec.ReadResult(ref reader)
        );
        reader.End(present, known: 2);
        return e;
    }

    private static void WriteAttemptFailed(ref MessagePackWriter writer, StudyEvent.AttemptFailed e)
    {
        writer.WriteArrayHeader(3);
        StageCodec.Write(ref writer, e.Attempt);
        writer.Write(e.Reason);
        writer.Write(e.IsFinal);
    }

    private static StudyEvent.AttemptFailed ReadAttemptFailed(ref MessagePackReader reader)
    {
        var present = reader.Begin(required: 2);
        var e = new StudyEvent.AttemptFailed(
            StageCodec.ReadAttempt(ref reader),
            reader.ReadText(),
            present > 2 && reader.ReadBoolean()
        );
        reader.End(present, known: 3);
        return e;
    }

    private static void WriteAttemptLost(ref MessagePackWriter writer, StudyEvent.AttemptLost e)
    {
        writer.WriteArrayHeader(2);
        StageCodec.Write(ref writer, e.Attempt);
        writer.Write(e.Reason);
    }

    private static StudyEvent.AttemptLost ReadAttemptLost(ref MessagePackReader reader)
    {
        var present = reader.Begin(required: 2);
        var e = new StudyEvent.AttemptLost(StageCodec.ReadAttempt(ref reader), reader.ReadText());
        reader.End(present, known: 2);
        return e;
    }

    private static void WriteArtifactLost(ref MessagePackWriter writer, StudyEvent.ArtifactLost e)
    {
        writer.WriteArrayHeader(2);
        StageCodec.Write(ref writer, e.Stage);
        writer.Write(e.Reason);
    }

    private static StudyEvent.ArtifactLost ReadArtifactLost(ref MessagePackReader reader)
    {
        var present = reader.Begin(required: 2);
        var e = new StudyEvent.ArtifactLost(StageCodec.ReadKey(ref reader), reader.ReadText());
        reader.End(present, known: 2);
        return e;
    }

    private static void WriteTrialEnded(ref MessagePackWriter writer, StudyEvent.TrialEnded e)
    {
        writer.WriteArrayHeader(2);
        TrialCodec.Write(ref writer, e.Number);
        TrialCodec.Write(ref writer, e.Outcome);
    }

    private static StudyEvent.TrialEnded ReadTrialEnded(ref MessagePackReader reader)
    {
        var present = reader.Begin(required: 2);
        var e = new StudyEvent.TrialEnded(
            TrialCodec.ReadNumber(ref reader),
            TrialCodec.ReadOutcome(ref reader)
        );
        reader.End(present, known: 2);
        return e;
    }

    private static void WriteBaselinesRequested(ref MessagePackWriter writer, StudyEvent.BaselinesRequested e)
    {
        writer.WriteArrayHeader(1);
        writer.WriteList(e.Links, TrialCodec.Write);
    }

    private static StudyEvent.BaselinesRequested ReadBaselinesRequested(ref MessagePackReader reader)
    {
        var present = reader.Begin(required: 1);
        var e = new StudyEvent.BaselinesRequested(reader.ReadList(TrialCodec.ReadLink));
        reader.End(present, known: 1);
        return e;
    }

    private static void WriteTestRequested(ref MessagePackWriter writer, StudyEvent.TestRequested e)
    {
        writer.WriteArrayHeader(2);
        writer.WriteList(e.Front, TrialCodec.Write);
        writer.WriteList(e.NewStages, StageCodec.Write);
    }

    private static StudyEvent.TestRequested ReadTestRequested(ref MessagePackReader reader)
    {
        var present = reader.Begin(required: 2);
        var e = new StudyEvent.TestRequested(
            reader.ReadList(TrialCodec.ReadNumber),
            reader.ReadList(StageCodec.ReadStage)
        );
        reader.End(present, known: 2);
        return e;
    }

    private static void WriteTestMeasured(ref MessagePackWriter writer, StudyEvent.TestMeasured e)
    {
        writer.WriteArrayHeader(2);
        TrialCodec.Write(ref writer, e.Number);
        StageCodec.Write(ref writer, e.Measurement);
    }

    private static StudyEvent.TestMeasured ReadTestMeasured(ref MessagePackReader reader)
    {
        var present = reader.Begin(required: 2);
        var e = new StudyEvent.TestMeasured(
            TrialCodec.ReadNumber(ref reader),
            StageCodec.ReadMeasurement(ref reader)
        );
        reader.End(present, known: 2);
        return e;
    }
}

using MessagePack;
using Slimfront.Search.Objectives;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Serialization;

/// <summary>Trials and their outcomes.</summary>
internal static class TrialCodec
{
    private const int Completed = 0;
    private const int Failed = 1;
    private const int Stopped = 2;
    private const int Paused = 3;

    public static void Write(ref MessagePackWriter writer, TrialNumber number) => writer.Write(number.Value);

    public static TrialNumber ReadNumber(ref MessagePackReader reader) => new(reader.ReadInt32());

    public static void Write(ref MessagePackWriter writer, Trial trial)
    {
        writer.WriteArrayHeader(13);
        Write(ref writer, trial.Number);
        writer.Write(trial.Origin);
        SpaceCodec.Write(ref writer, trial.Configuration);
        writer.Write(trial.Summary);
        writer.WriteMap(trial.Prediction, Write);
        writer.WriteList(trial.Stages, StageCodec.Write);
        StageCodec.Write(ref writer, trial.Model);
        StageCodec.Write(ref writer, trial.MeasurementStage);
        StageCodec.Write(ref writer, trial.TestStage);
        writer.WriteOptional(trial.Outcome, Write);
        writer.WriteOptional(trial.Test, StageCodec.Write);
        writer.Write(trial.EndedAfter);
        writer.WriteOptional(trial.Fidelity, Write);
    }

    public static Trial ReadTrial(ref MessagePackReader reader)
    {
        var present = reader.Begin(required: 9);
        var trial = new Trial(
            ReadNumber(ref reader),
            reader.ReadText(),
            SpaceCodec.ReadConfiguration(ref reader),
            reader.ReadText(),
            reader.ReadMap(ReadInterval),
            reader.ReadList(StageCodec.ReadKey),
            StageCodec.ReadKey(ref reader),
            StageCodec.ReadKey(ref reader),
            StageCodec.ReadStage(ref reader),
            present > 9 ? reader.ReadOptional(ReadOutcome) : null,
            present > 10 ? reader.ReadOptional(StageCodec.ReadMeasurement) : null,
            present > 11 ? reader.ReadDouble() : 0
        )
        {
            Fidelity = present > 12 ? reader.ReadOptional(ReadFidelity) : null,
        };
        reader.End(present, known: 13);
        return trial;
    }

    public static void Write(ref MessagePackWriter writer, Outcome outcome)
    {
        writer.WriteArrayHeader(2);
        switch (outcome)
        {
            case Outcome.Completed o:
                writer.Write(Completed);
                StageCodec.Write(ref writer, o.Measurement);
                return;
            case Outcome.Failed o:
                writer.Write(Failed);
                writer.Write(o.Reason);
                return;
            case Outcome.Stopped o:
                writer.Write(Stopped);
                writer.Write(o.Reason);
                return;
            case Outcome.Paused o:
                writer.Write(Paused);
                StageCodec.Write(ref writer, o.Measurement);
                return;
            default:
                throw new ArgumentOutOfRangeException(nameof(outcome), outcome, "Unknown outcome.");
        }
    }

    public static Outcome ReadOutcome(ref MessagePackReader reader)
    {
        var present = reader.Begin(required: 2);
        var kind = reader.ReadInt32();
        Outcome outcome = kind switch
        {
            Completed => new Outcome.Completed(StageCodec.ReadMeasurement(ref reader)),
            Failed => new Outcome.Failed(reader.ReadText()),
            Stopped => new Outcome.Stopped(reader.ReadText()),
            Paused => new Outcome.Paused(StageCodec.ReadMeasurement(ref reader)),
            _ => throw new MalformedException($"No outcome is of kind {kind}."),
        };
        reader.End(present, known: 2);
        return outcome;
    }

    private static void Write(ref MessagePackWriter writer, Fidelity fidelity)
    {
        writer.WriteArrayHeader(3);
        writer.Write(fidelity.Rung);
        writer.Write(fidelity.Rungs);
        writer.WriteOptional(fidelity.Continues?.Value);
    }

    private static Fidelity ReadFidelity(ref MessagePackReader reader)
    {
        var present = reader.Begin(required: 3);
        var fidelity = new Fidelity(
            reader.ReadInt32(),
            reader.ReadInt32(),
            reader.ReadOptionalInteger() is { } number ? new TrialNumber(checked((int)number)) : null
        );
        reader.End(present, known: 3);
        return fidelity;
    }

    public static void Write(ref MessagePackWriter writer, BaselineLink link)
    {
        writer.WriteArrayHeader(4);
        Write(ref writer, link.Trial);
        writer.Write(link.Kind);
        writer.WriteOptional(link.Baseline?.Value);
        writer.Write(link.Refusal);
    }

    public static BaselineLink ReadLink(ref MessagePackReader reader)
    {
        var present = reader.Begin(required: 4);
        var link = new BaselineLink(
            ReadNumber(ref reader),
            reader.ReadText(),
            reader.ReadOptionalInteger() is { } number ? new TrialNumber(checked((int)number)) : null,
            reader.ReadText()
        );
        reader.End(present, known: 4);
        return link;
    }

    private static void Write(ref MessagePackWriter writer, Interval interval)
    {
        writer.WriteArrayHeader(2);
        writer.Write(interval.Low);
        writer.Write(interval.High);
    }

    private static Interval ReadInterval(ref MessagePackReader reader)
    {
        var present = reader.Begin(required: 2);
        var interval = new Interval(reader.ReadDouble(), reader.ReadDouble());
        reader.End(present, known: 2);
        return interval;
    }
}

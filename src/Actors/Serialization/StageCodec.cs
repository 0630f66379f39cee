using MessagePack;
using Slimfront.Search.Objectives;
using Slimfront.Search.Stages;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Serialization;

/// <summary>Stages, their identities and what they give.</summary>
internal static class StageCodec
{
    public static void Write(ref MessagePackWriter writer, StageKey key) => writer.WriteHash(key.Hex);

    public static StageKey ReadKey(ref MessagePackReader reader) => new(reader.ReadHash());

    public static void Write(ref MessagePackWriter writer, AttemptId attempt)
    {
        writer.WriteArrayHeader(2);
        Write(ref writer, attempt.Stage);
        writer.Write(attempt.Number);
    }

    public static AttemptId ReadAttempt(ref MessagePackReader reader)
    {
        var present = reader.Begin(required: 2);
        var attempt = new AttemptId(ReadKey(ref reader), reader.ReadInt32());
        reader.End(present, known: 2);
        return attempt;
    }

    public static void Write(ref MessagePackWriter writer, StageInput input)
    {
        writer.WriteArrayHeader(2);
        writer.Write(input.Role);
        Write(ref writer, input.Stage);
    }

    public static StageInput ReadInput(ref MessagePackReader reader)
    {
        var present = reader.Begin(required: 2);
        var input = new StageInput(reader.ReadText(), ReadKey(ref reader));
        reader.End(present, known: 2);
        return input;
    }

    public static void Write(ref MessagePackWriter writer, Stage stage)
    {
        writer.WriteArrayHeader(7);
        writer.Write(stage.Operation);
        writer.Write(stage.Version);
        SpaceCodec.Write(ref writer, stage.Parameters);
        writer.Write(stage.Dataset);
        writer.Write(stage.Seed);
        writer.WriteList(stage.Inputs, Write);
        writer.Write(stage.Epochs);
    }

    public static Stage ReadStage(ref MessagePackReader reader)
    {
        var present = reader.Begin(required: 6);
        var stage = new Stage
        {
            Operation = reader.ReadText(),
            Version = reader.ReadInt32(),
            Parameters = SpaceCodec.ReadConfiguration(ref reader),
            Dataset = reader.ReadText(),
            Seed = reader.ReadUInt64(),
            Inputs = reader.ReadList(ReadInput),
            Epochs = present > 6 ? reader.ReadDouble() : 0,
        };
        reader.End(present, known: 7);
        return stage;
    }

    public static void Write(ref MessagePackWriter writer, Measurement measurement) =>
        writer.WriteMap(measurement.Values, (ref MessagePackWriter w, double v) => w.Write(v));

    public static Measurement ReadMeasurement(ref MessagePackReader reader) =>
        Measurement.From(reader.ReadMap((ref MessagePackReader r) => r.ReadDouble()));

    public static void Write(ref MessagePackWriter writer, StageResult result)
    {
        writer.WriteArrayHeader(5);
        writer.WriteHash(result.Artifact.Hex);
        writer.Write(result.Bytes);
        Write(ref writer, result.Values);
        Write(ref writer, result.Observations);
        writer.Write(result.Seconds);
    }

    public static StageResult ReadResult(ref MessagePackReader reader)
    {
        var present = reader.Begin(required: 2);
        var result = new StageResult(
            new ArtifactId(reader.ReadHash()),
            reader.ReadInt64(),
            present > 2 ? ReadMeasurement(ref reader) : Measurement.Empty,
            present > 3 ? ReadMeasurement(ref reader) : Measurement.Empty,
            present > 4 ? reader.ReadDouble() : 0
        );
        reader.End(present, known: 5);
        return result;
    }
}

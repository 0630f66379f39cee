using System.Collections.Immutable;
using MessagePack;
using Slimfront.Actors.Protocol;
using Slimfront.Search.Stages;

namespace Slimfront.Actors.Serialization;

/// <summary>What nodes say to each other.</summary>
internal static class ProtocolCodec
{
    private const int Completed = 0;
    private const int Failed = 1;
    private const int Lost = 2;
    private const int InputMissing = 3;

    public static ImmutableArray<Format> Formats { get; } =
    [
        Format.First("where-is-coordinator", WriteQuestion, ReadQuestion),
        Format.First("coordinator-at", WriteCoordinatorAt, ReadCoordinatorAt),
        Format.First("hello", WriteHello, ReadHello),
        Format.First("assign", WriteAssign, ReadAssign),
        Format.First("cancel", WriteCancel, ReadCancel),
        Format.First("ended", WriteEnded, ReadEnded),
        Format.First("acknowledged", WriteAcknowledged, ReadAcknowledged),
    ];

    private static void WriteQuestion(ref MessagePackWriter writer, WhereIsCoordinator message) =>
        writer.WriteArrayHeader(0);

    private static WhereIsCoordinator ReadQuestion(ref MessagePackReader reader)
    {
        reader.End(reader.Begin(required: 0), known: 0);
        return new();
    }

    private static void WriteCoordinatorAt(ref MessagePackWriter writer, CoordinatorAt message)
    {
        writer.WriteArrayHeader(2);
        writer.Write(message.Source);
        writer.Write(message.Epoch);
    }

    private static CoordinatorAt ReadCoordinatorAt(ref MessagePackReader reader)
    {
        var present = reader.Begin(required: 2);
        var message = new CoordinatorAt(reader.ReadText(), reader.ReadInt64());
        reader.End(present, known: 2);
        return message;
    }

    private static void WriteHello(ref MessagePackWriter writer, Hello message)
    {
        writer.WriteArrayHeader(message.Environment.Length > 0 ? 10 : 9);
        Write(ref writer, message.Slot);
        writer.Write(message.Device);
        writer.Write(message.Source);
        writer.WriteOptional(message.Running, Write);
        writer.Write(message.Fraction);
        writer.Write(message.Text);
        writer.Write(message.Unfit);
        writer.Write(message.Labels);
        writer.Write(message.MemoryBytes);
        if (message.Environment.Length > 0)
            writer.Write(message.Environment);
    }

    private static Hello ReadHello(ref MessagePackReader reader)
    {
        var present = reader.Begin(required: 4);
        var message = new Hello(
            ReadSlot(ref reader),
            reader.ReadText(),
            reader.ReadText(),
            reader.ReadOptional(ReadWork),
            present > 4 ? reader.ReadDouble() : 0,
            present > 5 ? reader.ReadText() : "",
            present > 6 ? reader.ReadString() : null,
            present > 7 ? reader.ReadText() : "",
            present > 8 ? reader.ReadInt64() : 0,
            present > 9 ? reader.ReadText() : ""
        );
        reader.End(present, known: 10);
        return message;
    }

    private static void WriteAssign(ref MessagePackWriter writer, Assign message)
    {
        writer.WriteArrayHeader(6);
        Write(ref writer, message.Work);
        writer.Write(message.Epoch);
        StageCodec.Write(ref writer, message.Stage);
        SpaceCodec.Write(ref writer, message.DataSettings);
        SpecCodec.Write(ref writer, message.Limits);
        writer.WriteList(message.Inputs, Write);
    }

    private static Assign ReadAssign(ref MessagePackReader reader)
    {
        var present = reader.Begin(required: 6);
        var message = new Assign(
            ReadWork(ref reader),
            reader.ReadInt64(),
            StageCodec.ReadStage(ref reader),
            SpaceCodec.ReadConfiguration(ref reader),
            SpecCodec.ReadAttempts(ref reader),
            reader.ReadList(ReadInput)
        );
        reader.End(present, known: 6);
        return message;
    }

    private static void WriteCancel(ref MessagePackWriter writer, Cancel message)
    {
        writer.WriteArrayHeader(3);
        Write(ref writer, message.Work);
        writer.Write(message.Epoch);
        writer.Write(message.Reason);
    }

    private static Cancel ReadCancel(ref MessagePackReader reader)
    {
        var present = reader.Begin(required: 3);
        var message = new Cancel(ReadWork(ref reader), reader.ReadInt64(), reader.ReadText());
        reader.End(present, known: 3);
        return message;
    }

    private static void WriteEnded(ref MessagePackWriter writer, Ended message)
    {
        writer.WriteArrayHeader(3);
        Write(ref writer, message.Slot);
        Write(ref writer, message.Work);
        Write(ref writer, message.End);
    }

    private static Ended ReadEnded(ref MessagePackReader reader)
    {
        var present = reader.Begin(required: 3);
        var message = new Ended(ReadSlot(ref reader), ReadWork(ref reader), ReadEnd(ref reader));
        reader.End(present, known: 3);
        return message;
    }

    private static void WriteAcknowledged(ref MessagePackWriter writer, Acknowledged message)
    {
        writer.WriteArrayHeader(2);
        Write(ref writer, message.Work);
        writer.Write(message.Epoch);
    }

    private static Acknowledged ReadAcknowledged(ref MessagePackReader reader)
    {
        var present = reader.Begin(required: 2);
        var message = new Acknowledged(ReadWork(ref reader), reader.ReadInt64());
        reader.End(present, known: 2);
        return message;
    }

    private static void Write(ref MessagePackWriter writer, SlotId slot)
    {
        writer.WriteArrayHeader(3);
        writer.Write(slot.Node);
        writer.Write(slot.Index);
        writer.Write(slot.Incarnation);
    }

    private static SlotId ReadSlot(ref MessagePackReader reader)
    {
        var present = reader.Begin(required: 3);
        var slot = new SlotId(reader.ReadText(), reader.ReadInt32(), reader.ReadText());
        reader.End(present, known: 3);
        return slot;
    }

    private static void Write(ref MessagePackWriter writer, AttemptRef work)
    {
        writer.WriteArrayHeader(2);
        writer.Write(work.Study);
        StageCodec.Write(ref writer, work.Attempt);
    }

    private static AttemptRef ReadWork(ref MessagePackReader reader)
    {
        var present = reader.Begin(required: 2);
        var work = new AttemptRef(reader.ReadText(), StageCodec.ReadAttempt(ref reader));
        reader.End(present, known: 2);
        return work;
    }

    private static void Write(ref MessagePackWriter writer, InputArtifact input)
    {
        writer.WriteArrayHeader(4);
        StageCodec.Write(ref writer, input.Stage);
        writer.WriteHash(input.Artifact.Hex);
        writer.Write(input.Bytes);
        writer.WriteList(input.Sources, (ref MessagePackWriter w, string source) => w.Write(source));
    }

    private static InputArtifact ReadInput(ref MessagePackReader reader)
    {
        var present = reader.Begin(required: 4);
        var input = new InputArtifact(
            StageCodec.ReadKey(ref reader),
            new ArtifactId(reader.ReadHash()),
            reader.ReadInt64(),
            reader.ReadList(Fields.ReadText)
        );
        reader.End(present, known: 4);
        return input;
    }

    private static void Write(ref MessagePackWriter writer, AttemptEnd end)
    {
        writer.WriteArrayHeader(3);
        switch (end)
        {
            case AttemptEnd.Completed e:
                writer.Write(Completed);
                StageCodec.Write(ref writer, e.Result);
                writer.WriteNil();
                return;
            case AttemptEnd.Failed e:
                writer.Write(Failed);
                writer.Write(e.Reason);
                writer.Write(e.IsFinal);
                return;
            case AttemptEnd.Lost e:
                writer.Write(Lost);
                writer.Write(e.Reason);
                writer.WriteNil();
                return;
            case AttemptEnd.InputMissing e:
                writer.Write(InputMissing);
                StageCodec.Write(ref writer, e.Input);
                writer.Write(e.Reason);
                return;
            default:
                throw new ArgumentOutOfRangeException(nameof(end), end, "Unknown end.");
        }
    }

    private static AttemptEnd ReadEnd(ref MessagePackReader reader)
    {
        var present = reader.Begin(required: 3);
        var kind = reader.ReadInt32();
        AttemptEnd end = kind switch
        {
            Completed => new AttemptEnd.Completed(StageCodec.ReadResult(ref reader)),
            Failed => new AttemptEnd.Failed(reader.ReadText(), reader.ReadBoolean()),
            Lost => new AttemptEnd.Lost(reader.ReadText()),
            InputMissing => new AttemptEnd.InputMissing(StageCodec.ReadKey(ref reader), reader.ReadText()),
            _ => throw new MalformedException($"No end of an attempt is of kind {kind}."),
        };
        reader.End(present, known: kind is Completed or Lost ? 2 : 3);
        return end;
    }
}

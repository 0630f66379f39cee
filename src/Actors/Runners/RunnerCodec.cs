using System.Buffers;
using System.Runtime.Serialization;
using MessagePack;
using Slimfront.Actors.Serialization;
using Slimfront.Search.Execution;

namespace Slimfront.Actors.Runners;

/// <summary>Orders and replies as MessagePack: an array of the kind and its fields; fields may be added at the end.</summary>
internal static class RunnerCodec
{
    private const int Execute = 1;
    private const int Stop = 2;

    private const int Ready = 1;
    private const int Progress = 2;
    private const int Completed = 3;
    private const int Refused = 4;
    private const int Suspended = 5;
    private const int Failed = 6;
    private const int Unfit = 7;

    public static byte[] Encode(RunnerRequest order)
    {
        var bytes = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(bytes);
        switch (order)
        {
            case RunnerRequest.Execute o:
                Head(ref writer, Execute, 1);
                Write(ref writer, o.Work);
                break;
            case RunnerRequest.Stop:
                Head(ref writer, Stop, 0);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(order), order, "Unknown order.");
        }

        writer.Flush();
        return bytes.WrittenSpan.ToArray();
    }

    public static byte[] Encode(RunnerReply reply)
    {
        var bytes = new ArrayBufferWriter<byte>();
        var writer = new MessagePackWriter(bytes);
        switch (reply)
        {
            case RunnerReply.Ready r:
                Head(ref writer, Ready, 2);
                writer.Write(r.Version);
                writer.Write(r.ProcessId);
                break;
            case RunnerReply.Progress r:
                Head(ref writer, Progress, 2);
                writer.Write(r.Fraction);
                writer.Write(r.Text);
                break;
            case RunnerReply.Completed r:
                Head(ref writer, Completed, 3);
                StageCodec.Write(ref writer, r.Measures.Values);
                StageCodec.Write(ref writer, r.Measures.Observations);
                writer.Write(r.Measures.Seconds);
                break;
            case RunnerReply.Suspended:
                Head(ref writer, Suspended, 0);
                break;
            case RunnerReply.Failed r:
                Head(ref writer, Failed, 2);
                writer.Write(r.Reason);
                writer.Write(r.Detail);
                break;
            case RunnerReply.Refused r:
                Head(ref writer, Refused, 1);
                writer.Write(r.Reason);
                break;
            case RunnerReply.Unfit r:
                Head(ref writer, Unfit, 1);
                writer.Write(r.Reason);
                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(reply), reply, "Unknown reply.");
        }

        writer.Flush();
        return bytes.WrittenSpan.ToArray();
    }

    /// <summary>Reads an order.</summary>
    /// <exception cref="RunnerProtocolException">The bytes are not one.</exception>
    public static RunnerRequest DecodeRequest(byte[] payload) => Decode(payload, ReadOrder);

    /// <summary>Reads a reply.</summary>
    /// <exception cref="RunnerProtocolException">The bytes are not one.</exception>
    public static RunnerReply DecodeReply(byte[] payload) => Decode(payload, ReadReply);

    private static RunnerRequest ReadOrder(ref MessagePackReader reader, int kind) =>
        kind switch
        {
            Execute => new RunnerRequest.Execute(ReadWork(ref reader)),
            Stop => new RunnerRequest.Stop(),
            _ => throw new RunnerProtocolException($"No order is of kind {kind}."),
        };

    private static RunnerReply ReadReply(ref MessagePackReader reader, int kind) =>
        kind switch
        {
            Ready => new RunnerReply.Ready(reader.ReadInt32(), reader.ReadInt32()),
            Progress => new RunnerReply.Progress(reader.ReadDouble(), reader.ReadText()),
            Completed => new RunnerReply.Completed(
                new StageMeasures(
                    StageCodec.ReadMeasurement(ref reader),
                    StageCodec.ReadMeasurement(ref reader),
                    reader.ReadDouble()
                )
            ),
            Refused => new RunnerReply.Refused(reader.ReadText()),
            Suspended => new RunnerReply.Suspended(),
            Failed => new RunnerReply.Failed(reader.ReadText(), reader.ReadText()),
            Unfit => new RunnerReply.Unfit(reader.ReadText()),
            _ => throw new RunnerProtocolException($"No reply is of kind {kind}."),
        };

    private static void Head(ref MessagePackWriter writer, int kind, int fields)
    {
        writer.WriteArrayHeader(1 + fields);
        writer.Write(kind);
    }

    private static void Write(ref MessagePackWriter writer, StageWork work)
    {
        writer.WriteArrayHeader(6);
        StageCodec.Write(ref writer, work.Stage);
        SpaceCodec.Write(ref writer, work.DataSettings);
        writer.WriteList(work.InputFiles, (ref MessagePackWriter w, string file) => w.Write(file));
        writer.Write(work.OutputFile);
        writer.Write(work.CheckpointFile);
        writer.Write(work.Device);
    }

    private static StageWork ReadWork(ref MessagePackReader reader)
    {
        var present = reader.Begin(required: 6);
        var work = new StageWork(
            StageCodec.ReadStage(ref reader),
            SpaceCodec.ReadConfiguration(ref reader),
            reader.ReadList((ref MessagePackReader r) => r.ReadText()),
            reader.ReadText(),
            reader.ReadText(),
            reader.ReadText()
        );
        reader.End(present, known: 6);
        return work.InputFiles.Length == work.Stage.Inputs.Length
            ? work
            : throw new RunnerProtocolException("An order has another number of input files than its stage.");
    }

    // Whatever the bytes are, nothing else than the one exception comes out. Readers leave fields they do not know.
    private static T Decode<T>(byte[] payload, ReadingKind<T> read)
    {
        try
        {
            var reader = new MessagePackReader(payload);
            reader.Begin(required: 1);
            return read(ref reader, reader.ReadInt32());
        }
        catch (Exception e)
            when (e
                    is MessagePackSerializationException
                        or SerializationException
                        or IOException
                        or OverflowException
                        or ArgumentException
                        or InvalidOperationException
            )
        {
            throw new RunnerProtocolException($"A frame cannot be read: {OneLine.Of(e.Message)}", e);
        }
    }

    private delegate T ReadingKind<out T>(ref MessagePackReader reader, int kind);
}

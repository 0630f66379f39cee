using System.Collections.Immutable;
using MessagePack;
using Slimfront.Actors.Protocol;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Serialization;

/// <summary>What stands in the journal around the events of studies.</summary>
internal static class JournalCodec
{
    public static ImmutableArray<Format> Formats { get; } =
    [Format.First("epoch", WriteEpoch, ReadEpoch), Format.First("snapshot", WriteSnapshot, ReadSnapshot)];

    /// <summary>The format of an event in its study: its manifest is the event's own.</summary>
    public static Format Within(Format ofEvent) =>
        ofEvent with
        {
            Type = typeof(Journalled),
            Write = (ref MessagePackWriter writer, object value) =>
            {
                var entry = (Journalled)value;
                writer.WriteArrayHeader(2);
                writer.Write(entry.Study);
                ofEvent.Write(ref writer, entry.Event);
            },
            Read = (ref MessagePackReader reader) =>
            {
                var present = reader.Begin(required: 2);
                var entry = new Journalled(reader.ReadText(), (StudyEvent)ofEvent.Read(ref reader));
                reader.End(present, known: 2);
                return entry;
            },
        };

    private static void WriteEpoch(ref MessagePackWriter writer, EpochStarted entry)
    {
        writer.WriteArrayHeader(1);
        writer.Write(entry.Epoch);
    }

    private static EpochStarted ReadEpoch(ref MessagePackReader reader)
    {
        var present = reader.Begin(required: 1);
        var entry = new EpochStarted(reader.ReadInt64());
        reader.End(present, known: 1);
        return entry;
    }

    private static void WriteSnapshot(ref MessagePackWriter writer, JournalSnapshot entry)
    {
        writer.WriteArrayHeader(2);
        writer.Write(entry.Epoch);
        writer.WriteMap(
            entry.Studies,
            (ref MessagePackWriter w, ImmutableList<StudyEvent> events) => w.WriteList(events, WriteEvent)
        );
    }

    private static JournalSnapshot ReadSnapshot(ref MessagePackReader reader)
    {
        var present = reader.Begin(required: 2);
        var entry = new JournalSnapshot(
            reader.ReadInt64(),
            reader.ReadMap((ref MessagePackReader r) => r.ReadList(ReadEvent).ToImmutableList())
        );
        reader.End(present, known: 2);
        return entry;
    }

    // An event with its manifest before it.
    private static void WriteEvent(ref MessagePackWriter writer, StudyEvent e)
    {
        var format = WireFormat.Of(e);
        writer.WriteArrayHeader(2);
        writer.Write(format.Manifest);
        format.Write(ref writer, e);
    }

    private static StudyEvent ReadEvent(ref MessagePackReader reader)
    {
        var present = reader.Begin(required: 2);
        var e = (StudyEvent)WireFormat.OfEvent(reader.ReadText()).Read(ref reader);
        reader.End(present, known: 2);
        return e;
    }
}

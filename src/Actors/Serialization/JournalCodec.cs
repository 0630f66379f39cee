using System.Collections.Immutable;
using Slimfront.Actors.Protocol;
using Slimfront.Search.Studies;
using static Slimfront.Actors.Serialization.Shapes;

namespace Slimfront.Actors.Serialization;

/// <summary>What stands in the journal around the events of studies.</summary>
internal static class JournalCodec
{
    // An event with its manifest before it.
    private static readonly Shape<StudyEvent> Event = Record.Of<StudyEvent>(
        (ref f, e) =>
        {
            var manifest = f.Of(Text, e is null ? null : WireFormat.Of(e).Manifest);
            return (StudyEvent)f.Of(WireFormat.OfEvent(manifest).Shape, e);
        }
    );

    private static readonly Shape<ImmutableList<StudyEvent>> Events = Event.List.As(
        events => events.ToImmutableList(),
        events => [.. events]
    );

    public static ImmutableArray<Format> Formats { get; } =
    [
        Format.First<EpochStarted>("epoch", (ref f, e) => new(f.Of(Long, e?.Epoch))),
        Format.First<JournalSnapshot>(
            "snapshot",
            (ref f, s) => new(f.Of(Long, s?.Epoch), f.Of(Events.Map, s?.Studies))
        ),
    ];

    /// <summary>The format of an event in its study: its manifest is the event's own.</summary>
    public static Format Within(Format ofEvent) =>
        Format.First<Journalled>(
            ofEvent.Name,
            (ref f, j) => new(f.Of(Text, j?.Study), (StudyEvent)f.Of(ofEvent.Shape, j?.Event))
        ) with
        {
            Version = ofEvent.Version,
        };
}

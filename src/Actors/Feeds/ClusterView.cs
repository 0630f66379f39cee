using System.Collections.Immutable;
using Slimfront.Actors.Protocol;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Feeds;

/// <summary>What a coordinator knew at some moment, all of it in the journal. Never changes.</summary>
/// <remarks>
/// Studies and events are the coordinator's own, which are immutable: a view costs a few references. What is made of them for
/// readers is made when the first one asks, and once.
/// </remarks>
public sealed class ClusterView
{
    private readonly Lazy<ImmutableArray<Hello>> _slots;
    private readonly Lazy<ImmutableArray<SlotView>> _lines;

    /// <summary>A view.</summary>
    /// <param name="epoch">The coordinator's epoch.</param>
    /// <param name="studies">Every study, by name.</param>
    /// <param name="events">Every study's events in order, by name.</param>
    /// <param name="slots">Every slot heard of lately; read later, so of something that does not change.</param>
    public ClusterView(
        long epoch,
        ImmutableSortedDictionary<string, Study> studies,
        ImmutableSortedDictionary<string, ImmutableList<StudyEvent>> events,
        IEnumerable<Hello> slots
    )
    {
        (Epoch, Studies, Events) = (epoch, studies, events);
        _slots = new(() => [.. slots]);
        _lines = new(() => ViewOf.Slots(this));
    }

    /// <summary>The coordinator's epoch.</summary>
    public long Epoch { get; }

    /// <summary>Every study, by name.</summary>
    public ImmutableSortedDictionary<string, Study> Studies { get; }

    /// <summary>Every study's events in order, by name. An event's number is its place there, from 1 on.</summary>
    public ImmutableSortedDictionary<string, ImmutableList<StudyEvent>> Events { get; }

    /// <summary>Every slot heard of lately.</summary>
    public ImmutableArray<Hello> Slots => _slots.Value;

    /// <summary>The slots as clients see them.</summary>
    public ImmutableArray<SlotView> SlotViews => _lines.Value;

    /// <summary>That no study has a name, in a line: what was asked and what exists.</summary>
    public string Unknown(string study) => Unknown(study, Studies.Keys);

    /// <summary>That none of some studies has a name, in a line: what was asked and what exists.</summary>
    internal static string Unknown(string study, IEnumerable<string> known) =>
        string.Join(", ", known) is { Length: > 0 } names
            ? $"No study is called '{study}'. There are: {names}."
            : $"No study is called '{study}': there is none yet.";
}

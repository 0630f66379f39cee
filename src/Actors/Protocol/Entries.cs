using System.Collections.Immutable;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Protocol;

/// <summary>Everything that may stand in the journal or in a snapshot of it.</summary>
public interface IJournalEntry;

/// <summary>Something that happened to a study.</summary>
/// <param name="Study">The study's name.</param>
/// <param name="Event">What happened.</param>
public sealed record Journalled(string Study, StudyEvent Event) : IJournalEntry;

/// <summary>A coordinator took over. The first event of each of its incarnations.</summary>
/// <param name="Epoch">One more than the last one's.</param>
public sealed record EpochStarted(long Epoch) : IJournalEntry;

/// <summary>All events up to some point, so that a coordinator starts without reading them one by one.</summary>
/// <param name="Epoch">The epoch in which it was taken.</param>
/// <param name="Studies">Every study's events in order, by name.</param>
public sealed record JournalSnapshot(
    long Epoch,
    ImmutableSortedDictionary<string, ImmutableList<StudyEvent>> Studies
) : IJournalEntry;

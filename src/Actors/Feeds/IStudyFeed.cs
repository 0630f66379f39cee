using System.Collections.Immutable;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Feeds;

/// <summary>Where the events of studies are read as they happen: in the coordinator's process, or from any other by HTTP.</summary>
public interface IStudyFeed
{
    /// <summary>A study's events from a number on, in order and without a gap, and what the slots do now. Ends with the study.</summary>
    /// <param name="study">Its name.</param>
    /// <param name="after">The number of the last event that is known; 0 for none.</param>
    /// <param name="cancel">Stops following; the study goes on.</param>
    IAsyncEnumerable<FeedUpdate> FollowAsync(string study, int after, CancellationToken cancel);
}

/// <summary>A piece of a feed.</summary>
/// <param name="After">The number of the event before the first of these. An event's number is its place among the study's events in the
/// journal, from 1 on: every coordinator knows it by the same one.</param>
/// <param name="Events">What happened next; often nothing.</param>
/// <param name="Slots">What every slot does now: an observation, in no journal; null while more events are there to be read.</param>
public sealed record FeedUpdate(
    int After,
    ImmutableArray<StudyEvent> Events,
    ImmutableArray<SlotView>? Slots
);

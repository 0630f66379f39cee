using Slimfront.Actors.Feeds;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Tests.Support;

/// <summary>Reads a study's feed as far as a test wants, and checks the numbers on its way.</summary>
internal static class Reading
{
    private static readonly TimeSpan Deadline = Eventually.Deadline;

    /// <summary>The events behind a number, until as many are there or the feed ends.</summary>
    public static async Task<List<StudyEvent>> ReadAsync(
        this IStudyFeed feed,
        string study,
        int after = 0,
        int count = int.MaxValue
    )
    {
        using var patience = new CancellationTokenSource(Deadline);
        var events = new List<StudyEvent>();
        if (count == 0)
            return events;
        await foreach (var update in feed.FollowAsync(study, after, patience.Token))
        {
            Assert.That(update.After, Is.EqualTo(after + events.Count), "neither a gap nor a repetition");
            events.AddRange(update.Events);
            if (events.Count >= count)
                break;
        }

        return events;
    }
}

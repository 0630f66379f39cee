using System.Collections.Immutable;
using System.Globalization;
using System.IO.Pipelines;
using System.Net;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Slimfront.Actors.Feeds;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Http;

/// <summary>Sends a study's events as server-sent events, while they happen.</summary>
/// <remarks>
/// <code>
/// id: 17                                  the event's number: its place among the study's events in the journal
/// event: ev.trial-ended:1                 what it is, as in the journal
/// data: BASE64                            the journal's own bytes: MessagePack
///
/// event: slots                            what every slot does now, JSON; has no number, as it is in no journal
/// data: [{"slot":"host:4053/0-7f3a",…}]
/// </code>
/// The header Last-Event-ID or the query "?after=17" resumes behind a number, at this coordinator or the next one. The stream ends with
/// the study or when the coordinator leaves this node; who has all of a finished study is answered 204: nothing will come.
/// Memory: what the feed holds, <see cref="EventBlocks.MostBytes"/> of encoded events for all readers together, and for each reader
/// the page that it is being sent and the connection's buffer, 64 KB and a block. A reader that takes nothing of a block
/// for <see cref="Stalled"/> is cut off, and may resume from its number.
/// </remarks>
/// <param name="feed">What is sent.</param>
/// <param name="stopping">When this node serves no more: readers go on elsewhere.</param>
internal sealed class EventStream(Feed feed, CancellationToken stopping)
{
    /// <summary>The name of what is sent of slots.</summary>
    public const string Slots = "slots";

    /// <summary>The type of the answer.</summary>
    public const string MediaType = "text/event-stream";

    /// <summary>How long a reader may take nothing of what waits for it.</summary>
    public static readonly TimeSpan Stalled = TimeSpan.FromSeconds(30);

    private readonly EventBlocks _blocks = new();
    private volatile SlotsFrame? _slots;

    /// <summary>Sends them to a client.</summary>
    /// <param name="http">The client.</param>
    /// <param name="view">What is known now.</param>
    /// <param name="study">A study of it.</param>
    public async Task SendAsync(HttpContext http, ClusterView view, string study)
    {
        var events = view.Events[study];
        var after = Number(http.Request);
        if (after > events.Count)
        {
            await http.RefuseAsync(
                HttpStatusCode.Conflict,
                $"Study '{study}' has {events.Count} events, fewer than the {after} known: read it anew."
            );
            return;
        }

        if (after == events.Count && view.Studies[study].Phase is StudyPhase.Finished)
        {
            http.Response.StatusCode = (int)HttpStatusCode.NoContent;
            return;
        }

        http.Response.ContentType = MediaType;
        http.Response.Headers.CacheControl = "no-cache";
        using var over = CancellationTokenSource.CreateLinkedTokenSource(http.RequestAborted, stopping);
        try
        {
            await foreach (var update in feed.FollowAsync(study, after, over.Token))
                await WriteAsync(http.Response.BodyWriter, study, update, over.Token);
        }
        catch (TimeoutException)
        {
            http.Abort();
        }
    }

    private async Task WriteAsync(PipeWriter to, string study, FeedUpdate update, CancellationToken over)
    {
        if (!update.Events.IsEmpty)
            foreach (var block in _blocks.Of(study, update))
                await WriteAsync(to, block, over);
        if (update.Slots is { } slots)
            await WriteAsync(to, Frame(slots), over);
    }

    private static async ValueTask WriteAsync(PipeWriter to, byte[] block, CancellationToken over)
    {
        var sent = to.WriteAsync(block, over);
        if (sent.IsCompleted)
            await sent;
        else
            await sent.AsTask().WaitAsync(Stalled, over);
    }

    // The readers of one beat have the same slots.
    private byte[] Frame(ImmutableArray<SlotView> slots)
    {
        if (_slots is { } known && known.Slots == slots)
            return known.Frame;
        var json = JsonSerializer.Serialize(slots, Replies.Json);
        var frame = Encoding.UTF8.GetBytes($"event: {Slots}\ndata: {json}\n\n");
        _slots = new(slots, frame);
        return frame;
    }

    private static int Number(HttpRequest request) =>
        Parsed(request.Headers["Last-Event-ID"]) ?? Parsed(request.Query["after"]) ?? 0;

    private static int? Parsed(string? text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number) ? number : null;

    private sealed record SlotsFrame(ImmutableArray<SlotView> Slots, byte[] Frame);
}

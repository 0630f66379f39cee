using System.Collections.Immutable;
using System.Globalization;
using System.Net;
using System.Net.ServerSentEvents;
using System.Runtime.CompilerServices;
using System.Runtime.Serialization;
using System.Text.Json;
using Slimfront.Actors.Artifacts;
using Slimfront.Actors.Feeds;
using Slimfront.Actors.Protocol;
using Slimfront.Actors.Runners;
using Slimfront.Actors.Serialization;
using Slimfront.Search;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Http;

/// <summary>Reads what <see cref="EventStream"/> sends, through as many connections and coordinators as it takes.</summary>
internal sealed class EventStreamReader(ClusterConnection connection, string study)
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Pause = TimeSpan.FromMilliseconds(500);

    private int _known;

    /// <inheritdoc cref="IStudyFeed.FollowAsync"/>
    public async IAsyncEnumerable<FeedUpdate> FollowAsync(
        int after,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        for (_known = after; ; await Task.Delay(Pause, cancel))
        {
            using var response = await connection.SendAsync(
                HttpMethod.Get,
                Path,
                null,
                Patience,
                cancel,
                true
            );
            if (response.StatusCode is HttpStatusCode.NoContent)
                yield break;
            await foreach (var update in UpdatesAsync(response, cancel))
            {
                yield return update;
                if (update.Events is [.., StudyEvent.Finished])
                    yield break;
            }
        }
    }

    private string Path =>
        string.Create(
            CultureInfo.InvariantCulture,
            $"/studies/{Uri.EscapeDataString(study)}/events?after={_known}"
        );

    // Until the connection ends, for whatever reason.
    private async IAsyncEnumerable<FeedUpdate> UpdatesAsync(
        HttpResponseMessage response,
        [EnumeratorCancellation] CancellationToken cancel
    )
    {
        using var idle = new IdleLimit(Patience, cancel);
        await using var items = SseParser
            .Create(await response.Content.ReadAsStreamAsync(cancel))
            .EnumerateAsync(idle.Token)
            .GetAsyncEnumerator(cancel);
        var events = ImmutableArray.CreateBuilder<StudyEvent>();
        while (await NextAsync(items, cancel))
        {
            idle.Reset();
            var slots = Take(items.Current, events);
            if (slots is null && events.Count < Feed.PageEvents)
                continue;
            yield return new(_known - events.Count, events.DrainToImmutable(), slots);
        }

        if (events.Count > 0)
            yield return new(_known - events.Count, events.DrainToImmutable(), Slots: null);
    }

    private static async Task<bool> NextAsync(
        IAsyncEnumerator<SseItem<string>> items,
        CancellationToken cancel
    )
    {
        try
        {
            return await items.MoveNextAsync();
        }
        catch (Exception e)
            when (e is IOException or HttpRequestException
                || (e is OperationCanceledException && !cancel.IsCancellationRequested)
            )
        {
            return false;
        }
    }

    // The slots, if it is about them.
    private ImmutableArray<SlotView>? Take(SseItem<string> item, ImmutableArray<StudyEvent>.Builder events)
    {
        try
        {
            if (item.EventType == EventStream.Slots)
                return JsonSerializer.Deserialize<ImmutableArray<SlotView>>(item.Data, Replies.Json);
            if (item.EventId != $"{_known + 1}")
                throw new MalformedException($"event {_known + 1} was expected and {item.EventId} came");
            var entry = (Journalled)WireFormat.Decode(item.EventType, Convert.FromBase64String(item.Data));
            events.Add(entry.Event);
            _known++;
            return null;
        }
        catch (Exception e)
            when (e is SerializationException or JsonException or FormatException or InvalidCastException)
        {
            throw new UserErrorException(
                $"{connection.Nodes.Text} sent events that cannot be read: {OneLine.Of(e.Message)}",
                e
            );
        }
    }
}

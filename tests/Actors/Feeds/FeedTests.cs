using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using Akka.Actor;
using Slimfront.Actors.Feeds;
using Slimfront.Actors.Protocol;
using Slimfront.Actors.Tests.Coordinator;
using Slimfront.Actors.Tests.Support;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Tests.Feeds;

public sealed class FeedTests
{
    [Test]
    public async Task Whoever_comes_late_or_resumes_gets_exactly_the_events_behind_his_number_in_order()
    {
        using var bench = new Bench();
        bench.Submit(FakePipeline.Spec with { Budget = new(Trials: 200) });
        var feed = bench.Settings.Feed;
        var along = feed.ReadAsync("fake");
        bench.Work();

        var all = bench.View.Events["fake"];
        Assert.That(all, Has.Count.GreaterThan(2 * Feed.PageEvents), "several pages");
        Assert.That(await along, Is.EqualTo(all), "who read along");
        foreach (var after in (int[])[0, 1, Feed.PageEvents, all.Count - Feed.PageEvents, all.Count - 1])
            Assert.That(await feed.ReadAsync("fake", after), Is.EqualTo(all.Skip(after)), $"behind {after}");
        Assert.That(await feed.ReadAsync("fake", all.Count), Is.Empty);
    }

    [Test]
    public async Task Nothing_is_published_before_it_is_written_and_readers_do_not_wait_for_it()
    {
        using var bench = new Bench(configuration: JournalGate.Configuration);
        bench.Submit(FakePipeline.Spec);
        var before = bench.View;
        var gate = new JournalGate();
        await JournalGate.Of(bench).OnWrite.SetInterceptorAsync(gate);
        var second = bench.Actor.Ask<Accepted>(new Submit(FakePipeline.Spec with { Name = "second" }));
        var greeting = new FakeSlot(bench.Kit);
        greeting.Greet(bench.Actor);
        await gate.Reached;

        var during = bench.Settings.Feed.Now!;
        Assert.That(during.Studies.Keys, Is.EqualTo(before.Studies.Keys));
        Assert.That(during.Slots, Is.Empty, "the order that was made for it is not written either");
        Assert.That(
            bench.Ask<CoordinatorAt>(new WhereIsCoordinator()).Epoch,
            Is.EqualTo(1),
            "where the coordinator is, it says at once"
        );
        Assert.That(second.IsCompleted, Is.False);

        gate.Open();
        await second;
        Assert.That(bench.View.Studies.Keys, Is.EqualTo((string[])["fake", "second"]));
        Assert.That(bench.View.Slots, Has.Length.EqualTo(1));
    }

    [Test]
    public async Task A_slow_reader_keeps_no_view_but_its_own_and_finds_all_that_it_missed()
    {
        using var feed = new Feed();
        feed.Publish(View(events: 1));
        await using var slow = feed.FollowAsync("mine", 0, CancellationToken.None).GetAsyncEnumerator();
        await slow.MoveNextAsync();
        var missed = Missed(feed);
        feed.Publish(View(events: 1000));
        await Eventually.True(() => Held(missed) == 0, "the views that it did not read are forgotten");

        var events = new List<StudyEvent>();
        while (events.Count < 999 && await slow.MoveNextAsync())
        {
            Assert.That(slow.Current.After, Is.EqualTo(1 + events.Count));
            events.AddRange(slow.Current.Events);
        }

        Assert.That(events, Is.EqualTo(View(1000).Events["mine"].Skip(1)));
    }

    [Test]
    public async Task A_feed_ends_when_its_coordinator_does_and_the_next_one_s_goes_on()
    {
        using var bench = new Bench();
        bench.Submit(FakePipeline.Spec);
        bench.Work(stages: 4);
        var feed = bench.Settings.Feed;
        var before = feed.ReadAsync("fake");
        var written = bench.View.Events["fake"].Count;

        bench.Restart();

        Assert.That(await before, Has.Count.EqualTo(written).Or.Empty);
        Assert.That(feed.Now!.Epoch, Is.EqualTo(2));
        bench.Work();
        Assert.That(
            await feed.ReadAsync("fake", written),
            Is.EqualTo(bench.View.Events["fake"].Skip(written))
        );
    }

    // Not inlined, so that nothing here holds them.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static WeakReference[] Missed(Feed feed) =>
        [
            .. Enumerable
                .Range(2, 500)
                .Select(events =>
                {
                    var view = View(events);
                    feed.Publish(view);
                    return new WeakReference(view);
                }),
        ];

    private static int Held(WeakReference[] views)
    {
        GC.GetTotalMemory(forceFullCollection: true);
        return views.Count(v => v.IsAlive);
    }

    private static ClusterView View(int events)
    {
        var created = new StudyEvent.Created(new() { Name = "mine" }, DateTimeOffset.UnixEpoch);
        return new(
            1,
            ImmutableSortedDictionary<string, Study>.Empty.Add("mine", Study.Begin(created)),
            ImmutableSortedDictionary<string, ImmutableList<StudyEvent>>.Empty.Add(
                "mine",
                [created, .. Enumerable.Range(2, events - 1).Select(i => new StudyEvent.Paused($"{i}"))]
            ),
            []
        );
    }
}

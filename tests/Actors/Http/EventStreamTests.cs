using System.Collections.Immutable;
using System.Net;
using Akka.Actor;
using Slimfront.Actors.Feeds;
using Slimfront.Actors.Http;
using Slimfront.Actors.Protocol;
using Slimfront.Actors.Tests.Coordinator;
using Slimfront.Actors.Tests.Support;
using Slimfront.Search;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Tests.Http;

public sealed class EventStreamTests : HttpFixture
{
    [Test]
    public async Task A_client_gets_the_events_behind_its_number_as_the_journal_has_them()
    {
        using var bench = new Bench();
        using var client = await ClientAsync(bench);
        bench.Submit(FakePipeline.Spec with { Budget = new(Trials: 120) });
        var along = client.ReadAsync("fake");
        bench.Work();

        var all = bench.View.Events["fake"];
        Assert.That(Text(await along), Is.EqualTo(Text(all)));
        foreach (var after in (int[])[0, 7, Feed.PageEvents, all.Count])
            Assert.That(Text(await client.ReadAsync("fake", after)), Is.EqualTo(Text(all.Skip(after))));
    }

    [Test]
    public async Task What_slots_do_comes_awordywithout_a_number()
    {
        using var client = await ClientAsync();
        await using var feed = client.FollowAsync("mine", 1, CancellationToken.None).GetAsyncEnumerator();
        await feed.MoveNextAsync();

        Assert.That(feed.Current.Events.Single(), Is.EqualTo(new StudyEvent.Exhausted("all tried")));
        Assert.That(feed.Current.Slots!.Value.Single().Text, Is.EqualTo("epoch 1/2"));
    }

    [Test]
    public async Task The_stream_is_server_sent_events_and_is_resumed_by_their_header()
    {
        var service = await StartAsync();
        Serve(service);
        using var browser = Browser();
        using var request = new HttpRequestMessage(
            HttpMethod.Get,
            new Uri(service.Address, "/studies/mine/events?after=0")
        )
        {
            Headers = { { "Last-Event-ID", "1" } },
        };
        using var response = await browser.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        using var text = new StreamReader(await response.Content.ReadAsStreamAsync());

        Assert.That(response.Content.Headers.ContentType?.MediaType, Is.EqualTo("text/event-stream"));
        Assert.That(await text.ReadLineAsync(), Is.EqualTo("id: 2"));
        Assert.That(await text.ReadLineAsync(), Does.StartWith("event: ev."));
        Assert.That(await text.ReadLineAsync(), Does.StartWith("data: "));
        Assert.That(await text.ReadLineAsync(), Is.Empty);
        Assert.That(await text.ReadLineAsync(), Is.EqualTo("event: slots"));
        Assert.That(await text.ReadLineAsync(), Does.StartWith("data: [{\"slot\":\"here:4053/0-a1\""));
    }

    [TestCase("", HttpStatusCode.Unauthorized)]
    [TestCase("another token", HttpStatusCode.Unauthorized)]
    [TestCase(Token, HttpStatusCode.OK)]
    public async Task Only_the_token_opens_a_stream(string token, HttpStatusCode expected)
    {
        var service = await StartAsync();
        Serve(service);
        using var client = new HttpClient();
        client.DefaultRequestHeaders.TryAddWithoutValidation("Authorization", $"Bearer {token}");
        using var response = await client.GetAsync(
            new Uri(service.Address, "/studies/mine/events"),
            HttpCompletionOption.ResponseHeadersRead
        );

        Assert.That(response.StatusCode, Is.EqualTo(expected));
    }

    [Test]
    public async Task A_number_that_the_study_has_not_reached_is_refused()
    {
        using var client = await ClientAsync();

        Assert.That(
            async () => await client.ReadAsync("mine", after: 3),
            Throws.TypeOf<UserErrorException>().With.Message.Contains("has 2 events, fewer than the 3 known")
        );
    }

    [Test]
    public async Task A_view_is_answered_while_the_journal_writes_nothing()
    {
        using var bench = new Bench(configuration: JournalGate.Configuration);
        using var client = await ClientAsync(bench);
        bench.Submit(FakePipeline.Spec);
        var gate = new JournalGate();
        await JournalGate.Of(bench).OnWrite.SetInterceptorAsync(gate);
        var second = bench.Actor.Ask<Accepted>(new Submit(FakePipeline.Spec with { Name = "second" }));
        await gate.Reached;

        var view = await client.ViewAsync(CancellationToken.None);
        Assert.That(view.Studies.Single().Name, Is.EqualTo("fake"));
        var written = bench.Settings.Feed.Now!.Events["fake"].Count;
        Assert.That(await client.ReadAsync("fake", count: 1), Has.Count.EqualTo(written));
        Assert.That(second.IsCompleted, Is.False);
        gate.Open();
        await second;
    }

    [TestCase("SQLite")]
    [TestCase("PostgreSQL")]
    public async Task A_client_goes_on_from_its_number_at_the_next_coordinator_on_another_node(string kind)
    {
        using var journal = RealJournal.Of(kind);
        using var old = new Bench(configuration: journal.Configuration);
        var (first, second) = (await StartAsync(), await StartAsync());
        first.ServeClients(old.Actor, old.Settings.Feed, spec => spec);
        using var client = new ClusterClient([first.Address, second.Address], Token);
        old.Submit(FakePipeline.Spec with { Budget = new(Trials: 40) });
        old.Work(stages: 20);
        var written = old.View.Events["fake"].Count;
        var beginning = await client.ReadAsync("fake", count: written);
        var rest = client.ReadAsync("fake", after: written);

        // It takes over; the old one learns that when it writes, and ends.
        using var next = new Bench(configuration: journal.Configuration);
        Assert.That(next.Epoch, Is.EqualTo(2));
        second.ServeClients(next.Actor, next.Settings.Feed, spec => spec);
        old.Actor.Tell(new StopStudy("fake", "written by nobody"));
        await Eventually.True(() => old.Settings.Feed.Now is null, "the old feed ends");
        first.ServeNobody();
        next.Work();

        var all = next.View.Events["fake"];
        Assert.That(all, Has.Count.GreaterThan(written));
        Assert.That(Text(beginning.Concat(await rest)), Is.EqualTo(Text(all)));
        Assert.That(all, Has.None.InstanceOf<StudyEvent.Stopping>(), "what was not written was not told");
    }

    [Test]
    public async Task A_reader_that_takes_nothing_does_not_hold_the_coordinator_up()
    {
        using var bench = new Bench();
        var service = await StartAsync();
        service.ServeClients(bench.Actor, bench.Settings.Feed, spec => spec);
        bench.Submit(FakePipeline.Spec with { Budget = new(Trials: 400) });
        using var browser = Browser();
        using var stalled = await browser.GetAsync(
            new Uri(service.Address, "/studies/fake/events"),
            HttpCompletionOption.ResponseHeadersRead
        );

        bench.Work();

        Assert.That(bench.Study().Phase, Is.EqualTo(StudyPhase.Finished));
        using var client = new ClusterClient(service.Address, Token);
        Assert.That(await client.ReadAsync("fake"), Has.Count.EqualTo(bench.View.Events["fake"].Count));
    }

    [Test]
    public void Encoded_events_are_kept_up_to_a_bound_and_encoded_again_beyond_it()
    {
        var blocks = new EventBlocks();
        var wordy = new StudyEvent.Paused(new string('x', 100_000));
        ImmutableArray<byte[]> Of(int after) => blocks.Of("mine", new(after, [wordy], null));
        var first = Of(0);
        Assert.That(Of(0) == first, "encoded once for all readers");
        for (var after = 1; after < 200; after++)
            Of(after);

        Assert.That(blocks.Bytes, Is.LessThanOrEqualTo(EventBlocks.MostBytes).And.Positive);
        Assert.That(Of(0) == first, Is.False);
        Assert.That(Of(0).Single().AsSpan().SequenceEqual(first.Single()));
    }

    private async Task<ClusterClient> ClientAsync(Bench bench)
    {
        var service = await StartAsync();
        service.ServeClients(bench.Actor, bench.Settings.Feed, spec => spec);
        return new(service.Address, Token);
    }

    private static string[] Text(IEnumerable<StudyEvent> events) =>
        [.. events.Select(e => Serialization.Deep.Text(e))];
}

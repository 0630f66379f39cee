using System.Collections.Immutable;
using System.Net;
using System.Net.Sockets;
using Microsoft.Data.Sqlite;
using Slimfront.Actors.Journal;
using Slimfront.Actors.Nodes;
using Slimfront.Actors.Tests.Coordinator;
using Slimfront.Actors.Tests.Runners;
using Slimfront.Actors.Tests.Serialization;
using Slimfront.Actors.Tests.Support;
using Slimfront.Search;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Tests.Nodes;

/// <summary>Whole nodes: cluster, journal, coordinator, slots and runner processes.</summary>
public sealed class NodeTests
{
    [Test]
    public async Task An_embedded_node_runs_a_study_and_its_journal_tells_all_of_it()
    {
        using var folder = new TemporaryFolder();
        await using var node = await StartAsync(Embedded(folder));

        Assert.That(await node.SubmitAsync(FakePipeline.Spec), Does.Contain("begins"));
        await Finished(node);

        var view = await node.ViewAsync();
        var study = view.Studies["fake"];
        Assert.That(study.Trials, Has.Count.EqualTo(6).And.All.Property("Measurement").Not.Null);
        Assert.That(study.Stages.Values.Select(n => n.Completions), Is.All.EqualTo(1));
        Assert.That(
            Deep.Text(JournalReader.Read(folder["search.db"])["fake"]),
            Is.EqualTo(Deep.Text(view.Events["fake"]))
        );
        await node.DrainAsync("done");
        await node.Completion;
        Assert.That(node.ExitCode, Is.Zero);
    }

    [Test]
    public async Task A_second_node_on_the_same_run_goes_on_where_the_first_ended()
    {
        using var folder = new TemporaryFolder();
        var spec = FakePipeline.Spec with { Budget = new(Trials: 30) };
        await using (var first = await StartAsync(Embedded(folder)))
        {
            await first.SubmitAsync(spec);
            await Eventually.True(() => Done(first) >= 3, "a few stages are done");
        }

        await using var second = await StartAsync(Embedded(folder));
        await Finished(second);

        var study = (await second.ViewAsync()).Studies["fake"];
        Assert.That(study.Trials, Has.Count.EqualTo(30));
        Assert.That(study.Stages.Values.Select(n => n.Completions), Is.All.EqualTo(1));
    }

    [Test]
    public async Task A_journal_of_a_newer_version_ends_the_node_with_one_clear_line()
    {
        using var folder = new TemporaryFolder();
        await using (var node = await StartAsync(Embedded(folder)))
            await node.SubmitAsync(FakePipeline.Spec);
        using (var connection = new SqliteConnection($"Data Source={folder["search.db"]};Pooling=False"))
        {
            connection.Open();
            using var command = connection.CreateCommand();
            command.CommandText =
                "UPDATE journal SET manifest = 'ev.created:2' WHERE manifest = 'ev.created:1'";
            Assert.That(command.ExecuteNonQuery(), Is.EqualTo(1));
        }

        Assert.That(
            async () => await StartAsync(Embedded(folder)),
            Throws
                .TypeOf<UserErrorException>()
                .With.Message.Contains("'ev.created' has format 2; this program knows 1")
        );
    }

    [Test]
    public async Task A_run_belongs_to_one_process()
    {
        using var folder = new TemporaryFolder();
        await using var node = await StartAsync(Embedded(folder));

        var second = Embedded(folder) with { StoreDirectory = folder["other"] };

        Assert.That(
            async () => await StartAsync(second),
            Throws.TypeOf<UserErrorException>().With.Message.Contains("another process")
        );
    }

    [Test]
    public void A_port_in_use_is_one_clear_line()
    {
        using var folder = new TemporaryFolder();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        Assert.That(
            async () => await StartAsync(Embedded(folder) with { Port = port }),
            Throws
                .TypeOf<UserErrorException>()
                .With.Message.EqualTo($"Port {port} of 127.0.0.1 is in use by another process.")
        );
    }

    // The HTTP service starts last: store and journal are open by then, and locked.
    [Test]
    public async Task What_was_opened_before_a_step_that_fails_is_closed_again()
    {
        using var folder = new TemporaryFolder();
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        Assert.That(
            async () => await StartAsync(Embedded(folder) with { HttpPort = port }),
            Throws.TypeOf<UserErrorException>().With.Message.Contains($"{port}")
        );
        await using var node = await StartAsync(Embedded(folder));
        Assert.That(node.Completion.IsCompleted, Is.False);
    }

    [Test]
    public void Every_impossible_option_is_named_at_once()
    {
        var options = new NodeOptions
        {
            StoreDirectory = "",
            Host = "192.0.2.1",
            Port = 70000,
            SeedNodes = ["nonsense"],
            Slots = [new("cpu", 0)],
        };

        Assert.That(
            async () => await StartAsync(options),
            Throws
                .TypeOf<UserErrorException>()
                .With.Message.Contains("without TLS")
                .And.Message.Contains("70000")
                .And.Message.Contains("'nonsense'")
                .And.Message.Contains("0 threads")
                .And.Message.Contains("journal")
                .And.Message.Contains("runners")
        );
    }

    [Test]
    public void A_configuration_that_cannot_be_read_is_one_clear_line()
    {
        using var folder = new TemporaryFolder();

        Assert.That(
            async () => await StartAsync(Embedded(folder) with { Configuration = "include \"other.hocon\"" }),
            Throws.TypeOf<UserErrorException>().With.Message.Contains("configuration")
        );
    }

    private static NodeOptions Embedded(TemporaryFolder folder) =>
        new()
        {
            IsEmbedded = true,
            StoreDirectory = folder["store"],
            Journal = new JournalTarget.Sqlite(folder["search.db"]),
            Slots = ImmutableArray.Create(new DeviceSlot("cpu", 1), new DeviceSlot("cpu", 1)),
            Runner = Stub.Options(),
            LogFile = folder["node.log"],
            HandlesSignals = false,
        };

    private static Task<Node> StartAsync(NodeOptions options) =>
        Node.StartAsync(options, new FakePipeline(), FakePipeline.Search);

    private static int Done(Node node) =>
        node.ViewAsync()
            .GetAwaiter()
            .GetResult()
            .Studies["fake"]
            .Stages.Values.Count(n => n.Result is not null);

    private static Task Finished(Node node) =>
        Eventually.True(
            () => node.ViewAsync().GetAwaiter().GetResult().Studies["fake"].Phase is StudyPhase.Finished,
            "the study finishes"
        );
}

using Akka.Actor;
using Akka.Cluster;
using Npgsql;
using Slimfront.Actors.Nodes;
using Slimfront.Actors.Protocol;
using Slimfront.Actors.Serialization;
using Slimfront.Actors.Tests.Coordinator;
using Slimfront.Actors.Tests.Support;
using Slimfront.Search;
using Slimfront.Search.Studies;
using static Akka.Remote.Transport.ThrottleTransportAdapter;

namespace Slimfront.Slow.Tests;

/// <summary>
/// The network fails between nodes that live: never do two coordinators write, nothing is lost, and the study ends right.
/// </summary>
public sealed class PartitionTests
{
    private const int Trials = 50;
    private static readonly int[] Workers = [3, 4];

    // Several steps, each as long as heartbeats and leases say.
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    [Test]
    public Task A_coordinator_that_is_cut_off_is_replaced() =>
        ReplacedAsync((network, active) => network.CutAsync(active, Others(active)));

    [Test]
    public Task A_coordinator_that_hears_and_is_not_heard_is_replaced() =>
        ReplacedAsync((network, active) => network.CutAsync(active, Others(active), Direction.Send));

    [Test]
    public async Task Workers_that_are_cut_off_from_their_coordinator_come_back_and_nothing_is_lost()
    {
        await using var network = await Network.StartAsync();
        var active = await BeginAsync(network);
        await network.CutAsync(active, Workers);
        await Eventually.True(() => Ended(network).Any(), "somebody is given up", Deadline);
        await FinishAsync(network);
    }

    [Test]
    public async Task A_first_seed_node_that_is_started_again_while_it_is_cut_off_founds_no_second_cluster()
    {
        await using var network = await Network.StartAsync();
        var active = await BeginAsync(network);
        Assert.That(active, Is.Zero, "the first seed node founds the cluster");
        foreach (var other in Others(active))
            await network.CutAsync(other, [active]);
        await Eventually.True(() => Ended(network).Contains(active), "the old one's node ends", Deadline);
        await Eventually.True(() => Epochs(network) > 1, "another coordinator takes over", Deadline);
        var epochs = Epochs(network);

        Assert.That(
            () => network.StartAsync(active, TimeSpan.FromSeconds(6)),
            Throws.TypeOf<UserErrorException>().With.Message.Contains("could not join")
        );
        Assert.That(Epochs(network), Is.EqualTo(epochs));
        await FinishAsync(network);
    }

    [Test]
    public async Task Without_anybody_to_start_them_again_all_come_back_by_themselves()
    {
        await using var network = await Network.StartAsync(isSupervised: false);
        var active = await BeginAsync(network);
        var epochs = Epochs(network);
        var systems = Systems(network);
        await network.CutAsync(active, Others(active));
        await Eventually.True(() => Epochs(network) > epochs, "another coordinator takes over", Deadline);
        await network.CutAsync(Workers[0], Others(Workers[0]));
        await Eventually.True(
            () => new[] { active, Workers[0] }.All(i => network[i].System != systems[i]),
            "both that were cut off try to join again",
            Deadline
        );

        await FinishAsync(network);
        Assert.That(Ended(network), Is.Empty, "nobody had to be started again");
        await Eventually.True(
            () => network.Alive.All(n => Members(n) == systems.Length),
            "all are in one cluster",
            Deadline
        );
    }

    private static async Task ReplacedAsync(Func<Network, int, Task> cut)
    {
        await using var network = await Network.StartAsync();
        var active = await BeginAsync(network);
        var epochs = Epochs(network);
        await cut(network, active);
        await Eventually.True(() => Epochs(network) > epochs, "another coordinator takes over", Deadline);
        await Eventually.True(() => Ended(network).Contains(active), "the old one's node ends", Deadline);
        await FinishAsync(network);
    }

    private static async Task<int> BeginAsync(Network network)
    {
        var active = await network.ActiveAsync();
        await network[active].SubmitAsync(FakePipeline.Spec with { Budget = new(Trials: Trials) });
        await Eventually.True(() => Completed(network) > 5, "some stages are done");
        return active;
    }

    private static async Task FinishAsync(Network network)
    {
        await network.HealAsync();
        await Eventually.True(
            async () =>
            {
                // Those given up together do not end together.
                await network.StartMissingAsync();
                return Phase(network) is StudyPhase.Finished;
            },
            "the study ends",
            Deadline
        );
        var study = Study(network)!;
        Assert.That(study.Trials, Has.Count.EqualTo(Trials).And.All.Property("Measurement").Not.Null);
        Assert.That(study.Stages.Values.Select(n => n.Completions), Is.All.EqualTo(1));
        Assert.That(study.Stages.Values.Select(n => n.Failures), Is.All.Zero);
    }

    private static IEnumerable<int> Others(int active) => Enumerable.Range(0, 5).Where(i => i != active);

    private static IEnumerable<int> Ended(Network network) =>
        Enumerable.Range(0, 5).Where(i => network[i].Completion.IsCompleted);

    private static ActorSystem[] Systems(Network network) =>
        [.. Enumerable.Range(0, 5).Select(i => network[i].System)];

    private static int Members(Node node) =>
        Cluster.Get(node.System).State.Members.Count(m => m.Status is MemberStatus.Up);

    private static int Epochs(Network network) => Rows(network).Count(r => r.Entry is EpochStarted);

    private static int Completed(Network network) =>
        Rows(network).Count(r => r.Entry is Journalled { Event: StudyEvent.StageCompleted });

    private static StudyPhase? Phase(Network network) => Study(network)?.Phase;

    private static Study? Study(Network network) =>
        Rows(network)
            .Select(r => r.Entry)
            .OfType<Journalled>()
            .Select(e => e.Event)
            .Aggregate(
                default(Study),
                (study, e) => e is StudyEvent.Created c ? Search.Studies.Study.Begin(c) : study!.Apply(e)
            );

    // Every reading checks that each epoch had one writer, whose events are one unbroken range.
    private static List<(string Writer, object Entry)> Rows(Network network)
    {
        using var connection = new NpgsqlConnection(network.Database);
        connection.Open();
        using var command = new NpgsqlCommand(
            "select sequence_number, writer_uuid, manifest, message from journal order by sequence_number",
            connection
        );
        using var reader = command.ExecuteReader();
        var rows = new List<(string Writer, object Entry)>();
        var writers = new HashSet<string>(StringComparer.Ordinal);
        var epoch = 0L;
        for (var expected = 1L; reader.Read(); expected++)
        {
            var (writer, last) = (reader.GetString(1), rows.Count == 0 ? null : rows[^1].Writer);
            var entry = WireFormat.Decode(reader.GetString(2), reader.GetFieldValue<byte[]>(3));
            var isNew = writer != last;
            if (
                reader.GetInt64(0) != expected
                || isNew != entry is EpochStarted
                || (isNew && !writers.Add(writer))
            )
                throw new AssertionException(
                    $"Event {expected} is out of order, or by a writer that was replaced."
                );
            if (entry is EpochStarted e && e.Epoch <= epoch)
                throw new AssertionException($"Epoch {e.Epoch} follows epoch {epoch}.");
            epoch = entry is EpochStarted begun ? begun.Epoch : epoch;
            rows.Add((writer, entry));
        }

        return rows;
    }
}

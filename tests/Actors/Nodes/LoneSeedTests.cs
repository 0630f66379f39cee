using Akka.Cluster;
using Slimfront.Actors.Journal;
using Slimfront.Actors.Nodes;
using Slimfront.Actors.Tests.Coordinator;
using Slimfront.Actors.Tests.Support;
using Slimfront.Search;

namespace Slimfront.Actors.Tests.Nodes;

/// <summary>Coordinators of one PostgreSQL journal that were told of one seed node only, which is one of them.</summary>
public sealed class LoneSeedTests
{
    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(2);

    private readonly TemporaryFolder _folder = new();
    private readonly string _database = PostgresServer.Shared.NewDatabase();
    private readonly int[] _ports = Ports.Free(2);

    [OneTimeTearDown]
    public void Clean() => _folder.Dispose();

    [Test]
    public async Task The_seed_started_again_joins_the_coordinator_that_took_over()
    {
        var seed = await StartAsync(0);
        await using var other = await StartAsync(1);
        await seed.DisposeAsync();
        await Eventually.True(() => IsActiveAsync(other), "the other one takes over", Deadline);

        await using var again = await StartAsync(0);

        foreach (var node in (Node[])[other, again])
            await Eventually.True(() => Members(node) == 2, "both are in one cluster", Deadline);
        Assert.That(await IsActiveAsync(other), Is.True);
        Assert.That(await IsActiveAsync(again), Is.False);

        // Another cluster has come about all the same. This one has nothing to write, so the journal does not tell it.
        await using var stranger = new PostgresPresence(_database);
        stranger.Show(new("127.0.0.1:1", 99), () => { });

        await Eventually.True(() => other.Completion.IsCompleted, "the earlier one ends", Deadline);
        Assert.That(
            async () => await other.Completion,
            Throws.TypeOf<UserErrorException>().With.Message.Contains("taken over by another coordinator")
        );
    }

    private static async Task<bool> IsActiveAsync(Node node)
    {
        try
        {
            await node.ViewAsync();
            return true;
        }
        catch (UserErrorException)
        {
            return false;
        }
    }

    private static int Members(Node node) =>
        Cluster.Get(node.System).State.Members.Count(m => m.Status is MemberStatus.Up);

    private Task<Node> StartAsync(int index) =>
        Node.StartAsync(
            new()
            {
                Roles = NodeRoles.Coordinator,
                Port = _ports[index],
                SeedNodes = [$"127.0.0.1:{_ports[0]}"],
                StoreDirectory = _folder[$"node-{index}"],
                Journal = new JournalTarget.Postgres(_database),
                HttpToken = "secret",
                LogFile = _folder[$"node-{index}.log"],
                Configuration = """
                akka.cluster.gossip-interval = 200ms
                akka.cluster.leader-actions-interval = 200ms
                """,
                GiveUpAfter = TimeSpan.Zero,
                HandlesSignals = false,
            },
            new FakePipeline(),
            FakePipeline.Search
        );
}

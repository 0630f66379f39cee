using System.Collections.Immutable;
using Slimfront.Actors.Artifacts;
using Slimfront.Actors.Journal;
using Slimfront.Actors.Nodes;
using Slimfront.Actors.Tests.Coordinator;
using Slimfront.Actors.Tests.Runners;
using Slimfront.Actors.Tests.Support;
using Slimfront.Search;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Tests.Nodes;

/// <summary>Nodes that only know each other's addresses: real transport, closed serializers, no shared folder.</summary>
public sealed class ClusterTests
{
    private const string Token = "secret";

    [Test]
    public async Task Workers_come_and_go_and_the_study_is_done_once()
    {
        using var folder = new TemporaryFolder();
        await using var coordinator = await StartAsync(CoordinatorNode(folder));
        await using var staying = await StartAsync(WorkerNode(folder, "staying", coordinator));
        await using var leaving = await StartAsync(WorkerNode(folder, "leaving", coordinator));
        await coordinator.SubmitAsync(FakePipeline.Spec with { Budget = new(Trials: 40) });
        await Eventually.True(
            () => Nodes(coordinator).Distinct().Count() == 2,
            "both nodes have done something"
        );

        await leaving.DrainAsync("tried by a test");
        await Eventually.True(() => Study(coordinator).Phase is StudyPhase.Finished, "the study finishes");

        var study = Study(coordinator);
        Assert.That(study.Trials, Has.Count.EqualTo(40).And.All.Property("Measurement").Not.Null);
        Assert.That(study.Stages.Values.Select(n => n.Completions), Is.All.EqualTo(1));
        Assert.That(study.Stages.Values.Select(n => n.Failures), Is.All.Zero);
        Assert.That(leaving.ExitCode, Is.Zero);
    }

    [Test]
    public async Task A_store_that_is_emptied_in_the_middle_changes_no_result()
    {
        using var folder = new TemporaryFolder();
        var undisturbed = await RunAsync(folder, "undisturbed", _ => { });
        var (emptied, next) = (0, 5);
        var study = await RunAsync(
            folder,
            "emptied",
            done =>
            {
                if (done < next)
                    return;
                emptied += Empty(folder["emptied-worker/objects"]);
                next += 10;
            }
        );

        Assert.That(emptied, Is.Positive);
        Assert.That(
            study.Stages.Values.Max(n => n.Completions),
            Is.GreaterThan(1),
            "something was made again"
        );
        Assert.That(Results(study), Is.EqualTo(Results(undisturbed)));
    }

    [Test]
    public async Task A_store_with_hardly_any_room_changes_no_result()
    {
        using var folder = new TemporaryFolder();
        var undisturbed = await RunAsync(folder, "undisturbed", _ => { });
        var study = await RunAsync(
            folder,
            "limited",
            _ => { },
            o => o with { StoreLimit = new(1) { Every = TimeSpan.FromMilliseconds(20) } }
        );

        Assert.That(Results(study), Is.EqualTo(Results(undisturbed)));
        var store = new StoreReader(folder["limited-worker"]);
        foreach (var number in study.Front())
            Assert.That(
                store.CopyVerified(study.Result(study.Trial(number).Model)!.Artifact, folder["model"]),
                $"the model of trial {number} is there"
            );
    }

    // A study of one coordinator and one worker, told after every event how many stages are done.
    private static async Task<Study> RunAsync(
        TemporaryFolder folder,
        string name,
        Action<int> done,
        Func<NodeOptions, NodeOptions>? change = null
    )
    {
        var options = CoordinatorNode(folder) with
        {
            StoreDirectory = folder[$"{name}-coordinator"],
            Journal = new JournalTarget.Sqlite(folder[$"{name}.db"]),
        };
        await using var coordinator = await StartAsync(options);
        var worker = WorkerNode(folder, $"{name}-worker", coordinator);
        await using var node = await StartAsync(change?.Invoke(worker) ?? worker);
        await coordinator.SubmitAsync(FakePipeline.Spec with { Budget = new(Trials: 12) });
        await Eventually.True(
            () =>
            {
                var study = Study(coordinator);
                done(study.Stages.Values.Count(n => n.Result is not null));
                return study.Phase is StudyPhase.Finished;
            },
            "the study finishes"
        );
        return Study(coordinator);
    }

    private static IEnumerable<string> Results(Study study) =>
        study.Stages.Values.Select(n => $"{n.Stage.Key} {n.Result?.Artifact}").Order(StringComparer.Ordinal);

    private static int Empty(string store)
    {
        var files = Directory.GetFiles(store, "*", SearchOption.AllDirectories);
        foreach (var file in files)
            File.Delete(file);
        return files.Length;
    }

    [Test]
    public async Task Only_the_coordinators_own_node_can_be_asked()
    {
        using var folder = new TemporaryFolder();
        await using var coordinator = await StartAsync(CoordinatorNode(folder));
        await using var worker = await StartAsync(WorkerNode(folder, "worker", coordinator));

        Assert.That(
            async () => await worker.ViewAsync(),
            Throws.TypeOf<UserErrorException>().With.Message.Contains($"{coordinator.Http}")
        );
    }

    [Test]
    public void A_cluster_that_does_not_answer_is_one_clear_line()
    {
        using var folder = new TemporaryFolder();
        var options = WorkerNode(folder, "alone", seed: "127.0.0.1:9") with
        {
            Configuration = Quick + "akka.cluster.shutdown-after-unsuccessful-join-seed-nodes = 2s",
        };

        Assert.That(
            async () => await StartAsync(options),
            Throws.TypeOf<UserErrorException>().With.Message.Contains("127.0.0.1:9")
        );
    }

    [Test]
    public async Task A_worker_with_another_token_ends_before_it_makes_what_nobody_could_fetch()
    {
        using var folder = new TemporaryFolder();
        await using var coordinator = await StartAsync(CoordinatorNode(folder));
        await coordinator.SubmitAsync(FakePipeline.Spec);
        var options = WorkerNode(folder, "stranger", coordinator) with { HttpToken = "another" };

        var refused = Assert.ThrowsAsync<UserErrorException>(() => StartAsync(options))!;

        Assert.That(refused.Message, Does.Contain("token is not its cluster's"));
        Assert.That(refused.ExitCode, Is.EqualTo(2));
        var events = (await coordinator.ViewAsync()).Events["fake"];
        Assert.That(events.OfType<StudyEvent.AttemptStarted>(), Is.Empty);
    }

    [Test]
    public async Task A_node_that_the_cluster_gave_up_ends_soon_where_it_was_told_so()
    {
        using var folder = new TemporaryFolder();
        await using var coordinator = await StartAsync(CoordinatorNode(folder));
        await using var worker = await StartAsync(
            WorkerNode(folder, "worker", coordinator) with
            {
                GiveUpAfter = TimeSpan.Zero,
            }
        );
        await coordinator.SubmitAsync(FakePipeline.Spec with { Budget = new(Trials: 2000) });
        await Eventually.True(() => Nodes(coordinator).Any(), "the worker works");

        var cluster = Akka.Cluster.Cluster.Get(worker.System);
        cluster.Down(cluster.SelfAddress);

        await Eventually.True(() => worker.Completion.IsCompleted, "the worker ends");
        Assert.That(
            async () => await worker.Completion,
            Throws.TypeOf<UserErrorException>().With.Message.Contains("gave this node up")
        );
        Assert.That(worker.ExitCode, Is.EqualTo(3));
    }

    private const string Quick = """
        akka.cluster.gossip-interval = 200ms
        akka.cluster.leader-actions-interval = 200ms

        """;

    private static NodeOptions CoordinatorNode(TemporaryFolder folder) =>
        new()
        {
            Roles = NodeRoles.Coordinator,
            StoreDirectory = folder["coordinator"],
            Journal = new JournalTarget.Sqlite(folder["search.db"]),
            HttpToken = Token,
            LogFile = folder["coordinator.log"],
            Configuration = Quick,
            Grace = TimeSpan.Zero,
            HandlesSignals = false,
        };

    private static NodeOptions WorkerNode(TemporaryFolder folder, string name, Node coordinator) =>
        WorkerNode(folder, name, coordinator.Address);

    private static NodeOptions WorkerNode(TemporaryFolder folder, string name, string seed) =>
        new()
        {
            Roles = NodeRoles.Worker,
            SeedNodes = [seed],
            StoreDirectory = folder[name],
            Slots = ImmutableArray.Create(new DeviceSlot("cpu", 1)),
            Runner = Stub.Options(),
            HttpToken = Token,
            LogFile = folder[$"{name}.log"],
            Configuration = Quick,
            HandlesSignals = false,
        };

    private static Task<Node> StartAsync(NodeOptions options) =>
        Node.StartAsync(options, new FakePipeline(), FakePipeline.Search);

    private static Study Study(Node coordinator) =>
        coordinator.ViewAsync().GetAwaiter().GetResult().Studies["fake"];

    // The nodes that completed something, by what the journal says of attempts.
    private static IEnumerable<string> Nodes(Node coordinator)
    {
        var events = coordinator.ViewAsync().GetAwaiter().GetResult().Events["fake"];
        var done = events.OfType<StudyEvent.StageCompleted>().Select(e => e.Attempt).ToHashSet();
        return events
            .OfType<StudyEvent.AttemptStarted>()
            .Where(e => done.Contains(e.Attempt))
            .Select(e => e.Slot.Split('/')[0]);
    }
}

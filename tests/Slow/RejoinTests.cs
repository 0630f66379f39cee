using System.Collections.Immutable;
using Slimfront.Actors.Feeds;
using Slimfront.Actors.Journal;
using Slimfront.Actors.Nodes;
using Slimfront.Actors.Tests.Coordinator;
using Slimfront.Actors.Tests.Runners;
using Slimfront.Actors.Tests.Support;
using Slimfront.Search;
using Slimfront.Search.Studies;

namespace Slimfront.Slow.Tests;

/// <summary>Nodes that nobody starts again: whatever becomes of their coordinator, workers come back with what they have.</summary>
public sealed class RejoinTests
{
    // Everything several times faster than shipped. An actor system that is terminated says no farewell, like a process that is killed.
    private const string Quick = """
        akka.cluster {
          gossip-interval = 200ms
          leader-actions-interval = 200ms
          unreachable-nodes-reaper-interval = 200ms
          seed-node-timeout = 1s
          failure-detector { heartbeat-interval = 300ms, acceptable-heartbeat-pause = 2s }
          split-brain-resolver.stable-after = 3s
        }
        slimfront.rejoin-after = 1s
        akka.coordinated-shutdown.run-by-actor-system-terminate = off
        """;

    private static readonly TimeSpan Deadline = TimeSpan.FromMinutes(4);

    private TemporaryFolder _folder = null!;
    private Node _coordinator = null!;
    private Node[] _workers = null!;

    [SetUp]
    public async Task Begin()
    {
        _folder = new();
        _coordinator = await StartAsync(Coordinator());
        _workers = [await StartAsync(Worker("first")), await StartAsync(Worker("second"))];
    }

    [TearDown]
    public async Task End()
    {
        // Workers first: without a coordinator they would wait for it.
        foreach (var node in _workers)
            await node.DisposeAsync();
        await _coordinator.DisposeAsync();
        _folder.Dispose();
    }

    [Test]
    public async Task What_workers_ran_when_their_coordinator_was_killed_is_neither_lost_nor_run_again()
    {
        await BeginAsync("steady");
        await _coordinator.System.Terminate();

        await FinishAsync();
        var teacher = Study().Stages.Values.Single(n => n.Stage.Operation == "steady");
        Assert.That(teacher.Attempts, Is.EqualTo(1));
        Assert.That(teacher.Completions, Is.EqualTo(1));
    }

    [Test]
    public async Task Workers_come_back_to_a_coordinator_that_was_stopped_in_order_and_started_again()
    {
        var systems = Systems();
        await BeginAsync("steady");
        await _coordinator.DisposeAsync();
        await Eventually.True(
            () => _workers.Zip(systems, (worker, system) => worker.System != system).All(isNew => isNew),
            "both workers try to join again",
            Deadline
        );
        _coordinator = await StartAsync(Coordinator(_coordinator));

        await FinishAsync();
    }

    [Test]
    public async Task Workers_and_a_coordinator_that_are_all_killed_come_back()
    {
        await BeginAsync("write");
        await _workers[0].System.Terminate();
        await _coordinator.System.Terminate();
        await _workers[1].System.Terminate();

        await FinishAsync();
    }

    [Test]
    public async Task A_worker_that_was_told_to_give_up_after_a_while_does()
    {
        await using var impatient = await StartAsync(
            Worker("impatient") with
            {
                GiveUpAfter = TimeSpan.FromSeconds(1),
            }
        );
        await _coordinator.DisposeAsync();

        await Eventually.True(() => impatient.Completion.IsCompleted, "it ends", Deadline);
        Assert.That(
            async () => await impatient.Completion,
            Throws.TypeOf<UserErrorException>().With.Message.Contains("found it no more within 00:00:01")
        );
        Assert.That(impatient.ExitCode, Is.EqualTo(4));
        Assert.That(_workers.Select(w => w.Completion.IsCompleted), Is.All.False);
    }

    // Of the same trials, whatever their teacher takes.
    private async Task BeginAsync(string teacher)
    {
        var spec = FakePipeline.Spec with
        {
            Budget = new(Trials: 12),
            Settings = FakePipeline.TeacherBy(teacher),
        };
        await _coordinator.SubmitAsync(spec);
        await Eventually.True(
            () => Study().Stages.Values.Any(n => n.Status is StageStatus.Running or StageStatus.Done),
            "something is being done"
        );
    }

    private async Task FinishAsync()
    {
        await Eventually.True(
            async () => (await ViewAsync()) is { } view && view.Studies["fake"].Phase is StudyPhase.Finished,
            "the study ends",
            Deadline
        );
        Assert.That(Study().Trials, Has.Count.EqualTo(12).And.All.Property("Measurement").Not.Null);
        // Not all once: a worker that is back before another one may make again what only the other one has.
        Assert.That(Study().Stages.Values.Select(n => n.Completions), Is.All.Positive);
        Assert.That(Study().Stages.Values.Select(n => n.Failures), Is.All.Zero);
        Assert.That(_workers.Select(w => w.Completion.IsCompleted), Is.All.False);
        // One of them may have finished the study alone.
        await Eventually.True(
            async () => (await ViewAsync())?.Slots.Length == 2,
            "both workers are back",
            Deadline
        );
    }

    // Null while the coordinator is on its way.
    private async Task<ClusterView?> ViewAsync()
    {
        try
        {
            return await _coordinator.ViewAsync();
        }
        catch (UserErrorException)
        {
            return null;
        }
    }

    private Study Study() => _coordinator.ViewAsync().GetAwaiter().GetResult().Studies["fake"];

    private Akka.Actor.ActorSystem[] Systems() => [.. _workers.Select(w => w.System)];

    private NodeOptions Coordinator(Node? before = null)
    {
        var port = before is null ? Ports.Free() : int.Parse(before.Address.Split(':')[1]);
        return Options("coordinator") with
        {
            Roles = NodeRoles.Coordinator,
            Port = port,
            SeedNodes = [$"127.0.0.1:{port}"],
            Journal = new JournalTarget.Sqlite(_folder["search.db"]),
        };
    }

    private NodeOptions Worker(string name) =>
        Options(name) with
        {
            Roles = NodeRoles.Worker,
            SeedNodes = [_coordinator.Address],
            Slots = ImmutableArray.Create(new DeviceSlot("cpu", 1)),
            Runner = Stub.Options(),
        };

    private NodeOptions Options(string name) =>
        new()
        {
            StoreDirectory = _folder[name],
            HttpToken = "secret",
            LogFile = _folder[$"{name}.log"],
            Configuration = Quick,
            Lease = TimeSpan.FromSeconds(60),
            Grace = TimeSpan.FromSeconds(60),
            HandlesSignals = false,
        };

    private static Task<Node> StartAsync(NodeOptions options) =>
        Node.StartAsync(options, new FakePipeline(), FakePipeline.Search);
}

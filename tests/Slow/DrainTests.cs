using Slimfront.Actors.Tests.Support;
using Slimfront.Cli.Tests.EndToEnd;

namespace Slimfront.Slow.Tests;

public sealed class DrainTests
{
    [Test]
    public void A_worker_that_is_told_to_end_leaves_its_cluster_in_order_and_loses_no_step()
    {
        using var workspace = new Workspace(Workspace.LongStudy);
        var ports = Ports.Free(4);
        var cluster = $"http://127.0.0.1:{ports[1]}";
        using var coordinator = Nodes.Start(workspace, "coordinator", ports[0], ports[1], ports[0]);
        Nodes.Ready(coordinator);
        using var worker = Nodes.Start(workspace, "worker", ports[2], ports[3], ports[0]);
        Nodes.Ready(worker);
        Nodes.Ask(workspace, cluster, "submit", "study.yaml");
        var before = Nodes.Progress(workspace, cluster, worker);

        Assert.That(SlimfrontProcess.Signal(worker, "TERM"), Is.Zero, worker.Output);

        coordinator.Await(
            "the worker's removal",
            () => coordinator.Output.Contains("Member removed", StringComparison.Ordinal)
        );
        Assert.That(worker.Output, Does.Contain("as [Leaving]"));
        Assert.That(coordinator.Output, Does.Not.Contain("UNREACHABLE").IgnoreCase);
        using var again = Nodes.Start(workspace, "worker", ports[2], ports[3], ports[0]);
        Nodes.Ready(again);
        var after = Nodes.Progress(workspace, cluster, again);
        Assert.That(after, Is.GreaterThanOrEqualTo(before));
    }

    [Test]
    public void A_worker_that_finds_no_cluster_ends_with_code_4_and_one_line()
    {
        using var workspace = new Workspace();
        workspace.Write("quick.hocon", "akka.cluster.shutdown-after-unsuccessful-join-seed-nodes = 2s");
        var ports = Ports.Free(3);

        using var worker = Nodes.Start(
            workspace,
            "worker",
            ports[0],
            ports[1],
            ports[2],
            "--config",
            "quick.hocon"
        );

        Assert.That(worker.WaitForExit(), Is.EqualTo(4));
        Assert.That(worker.Errors.Trim(), Does.StartWith("slimfront: The node could not join its cluster"));
    }
}

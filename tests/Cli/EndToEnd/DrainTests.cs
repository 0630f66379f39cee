using System.Text.Json;

namespace Slimfront.Cli.Tests.EndToEnd;

public sealed class DrainTests
{
    // One training that lasts longer than the test.
    private const string Study = """
        name: long
        budget: { trials: 1 }
        teacher: { family: plain-cnn, epochs: 2000 }
        """;

    [Test]
    public void A_worker_that_is_told_to_end_leaves_its_cluster_in_order_and_loses_no_step()
    {
        using var workspace = new Workspace(Study);
        var ports = Ports.Free(4);
        var cluster = $"http://127.0.0.1:{ports[1]}";
        using var coordinator = Node(workspace, "coordinator", ports[0], ports[1], ports[0]);
        Ready(coordinator);
        using var worker = Node(workspace, "worker", ports[2], ports[3], ports[0]);
        Ready(worker);
        var submitted = SlimfrontProcess.Run(workspace.Folder, "submit", "study.yaml", "--cluster", cluster);
        Assert.That(submitted.ExitCode, Is.Zero, submitted.Errors);
        var before = Progress(workspace, cluster, worker, share => share > 0);

        Assert.That(SlimfrontProcess.Signal(worker, "TERM"), Is.Zero, worker.Output);

        coordinator.Await(
            "the worker's removal",
            () => coordinator.Output.Contains("Member removed", StringComparison.Ordinal)
        );
        Assert.That(worker.Output, Does.Contain("as [Leaving]"));
        Assert.That(coordinator.Output, Does.Not.Contain("UNREACHABLE").IgnoreCase);
        using var again = Node(workspace, "worker", ports[2], ports[3], ports[0]);
        Ready(again);
        var after = Progress(workspace, cluster, again, share => share > 0);
        Assert.That(after, Is.GreaterThanOrEqualTo(before));
    }

    [Test]
    public void A_worker_that_finds_no_cluster_ends_with_code_4_and_one_line()
    {
        using var workspace = new Workspace();
        workspace.Write("quick.hocon", "akka.cluster.shutdown-after-unsuccessful-join-seed-nodes = 2s");
        var ports = Ports.Free(3);

        using var worker = Node(workspace, "worker", ports[0], ports[1], ports[2], "--config", "quick.hocon");

        Assert.That(worker.WaitForExit(), Is.EqualTo(4));
        Assert.That(worker.Errors.Trim(), Does.StartWith("slimfront: The node could not join its cluster"));
    }

    private static void Ready(SlimfrontProcess node) =>
        node.Await("the node", () => node.Output.Contains("node ready", StringComparison.Ordinal));

    // The share of the running stage that is done, once it is as awaited.
    private static double Progress(
        Workspace workspace,
        string cluster,
        SlimfrontProcess node,
        Func<double, bool> isAwaited
    )
    {
        var share = 0.0;
        node.Await(
            "progress",
            () =>
            {
                var status = SlimfrontProcess.Run(workspace.Folder, "status", "--cluster", cluster, "--json");
                Assert.That(status.ExitCode, Is.Zero, status.Errors);
                share = JsonDocument
                    .Parse(status.Output)
                    .RootElement.GetProperty("slots")
                    .EnumerateArray()
                    .Max(s => s.GetProperty("fraction").GetDouble());
                return isAwaited(share);
            }
        );
        return share;
    }

    private static SlimfrontProcess Node(
        Workspace workspace,
        string role,
        int port,
        int httpPort,
        int seed,
        params string[] more
    ) =>
        SlimfrontProcess.Start(
            workspace.Folder,
            [
                "node",
                "--roles",
                role,
                "--port",
                $"{port}",
                "--http-port",
                $"{httpPort}",
                "--seed",
                $"127.0.0.1:{seed}",
                "--directory",
                role,
                "--devices",
                "cpu",
                "--drain",
                "60s",
                .. more,
            ]
        );
}

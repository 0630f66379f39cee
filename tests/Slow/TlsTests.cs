using System.Net;
using System.Net.Sockets;
using Slimfront.Actors.Tests.Support;
using Slimfront.Cli.Tests.EndToEnd;

namespace Slimfront.Slow.Tests;

/// <summary>A cluster on two "machines", 127.0.0.1 and 127.0.0.2, with certificates of its own.</summary>
public sealed class TlsTests
{
    private const string Token = "test-token";

    private const string Tiny = """
        name: small
        budget: { trials: 1 }
        baselines: off
        data: { train-limit: 200 }
        teacher: { family: mlp, epochs: 1 }
        training: { epochs: 1 }
        space:
          student: mlp
          teaching: none
          pruning: none
          quantization: none
          tickets: none
        """;

    [Test]
    public void A_cluster_with_certificates_serves_its_own_and_nobody_else()
    {
        using var workspace = new Workspace(Tiny);
        Run(workspace, 0, "certs", "--host", "127.0.0.1", "--host", "127.0.0.2", "--out", "certs");
        Run(workspace, 0, "certs", "--host", "127.0.0.1", "--host", "127.0.0.2", "--out", "other");
        var ports = Ports.Free(4);
        var address = $"https://127.0.0.1:{ports[1]}";
        using var coordinator = Node(
            workspace,
            "coordinator",
            "127.0.0.1",
            ports[0],
            ports[1],
            ports[0],
            "certs/127.0.0.1"
        );
        Nodes.Ready(coordinator);
        using var worker = Node(
            workspace,
            "worker",
            "127.0.0.2",
            ports[2],
            ports[3],
            ports[0],
            "certs/127.0.0.2"
        );
        Nodes.Ready(worker);
        Assert.That(coordinator.Output, Does.Contain("TLS is on: a certificate for 127.0.0.1"));

        Refused(workspace, ports[0], "other/127.0.0.1");
        Refused(workspace, ports[0], null);
        Assert.That(Run(workspace, 2, "status", "--cluster", address), Does.Contain("No node answers"));
        Assert.That(
            Run(workspace, 2, "status", "--cluster", address, "--tls", "other"),
            Does.Contain("this cluster's authority")
        );
        Assert.That(
            Run(workspace, 2, "status", "--cluster", $"http://127.0.0.1:{ports[1]}", "--tls", "certs"),
            Does.Contain("only https://")
        );

        Run(workspace, 0, "search", "study.yaml", "--cluster", address, "--ca", "certs/ca.pem");
        Assert.That(Directory.GetFiles(Path.Combine(workspace.Folder, "runs/small/models")), Is.Not.Empty);
        foreach (var node in (SlimfrontProcess[])[coordinator, worker])
            Assert.That(node.Output + node.Errors, Does.Not.Contain(Token));
    }

    [Test]
    public void A_node_that_dials_something_else_than_a_node_ends_with_one_line_and_a_code()
    {
        using var workspace = new Workspace();
        Run(workspace, 0, "certs", "--host", "127.0.0.1", "--out", "certs");
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var greeting = Task.Run(() =>
        {
            using var caller = listener.AcceptTcpClient();
            caller.GetStream().Write("220 some other service\r\n"u8);
        });
        var port = ((IPEndPoint)listener.LocalEndpoint).Port;

        using var node = Node(workspace, "worker", "127.0.0.1", 0, 0, port, "certs/127.0.0.1");
        var code = node.WaitForExit();
        greeting.Wait();

        Assert.That(code, Is.Positive);
        Assert.That(node.Errors.Trim().Split('\n'), Has.Length.EqualTo(1), node.Errors);
        Assert.That(node.Errors, Does.Contain($"127.0.0.1:{port}").Or.Contain("authority"));
    }

    [TestCase("--token", "pa55-token", "--seed", "127.0.0.1:1")]
    [TestCase("--postgres", "Host=127.0.0.1;Port=1;Username=u;Password=pa55-word;Timeout=1")]
    public void Secrets_are_in_no_log(params string[] arguments)
    {
        using var workspace = new Workspace();
        workspace.Write(
            "loud.hocon",
            """
            akka { loglevel = DEBUG, stdout-loglevel = DEBUG, log-config-on-start = on }
            akka.cluster.shutdown-after-unsuccessful-join-seed-nodes = 2s
            """
        );
        using var node = SlimfrontProcess.Start(
            workspace.Folder,
            [
                "node",
                "--roles",
                "coordinator",
                "--port",
                "0",
                "--http-port",
                "0",
                "--config",
                "loud.hocon",
                "--verbose",
                .. arguments,
            ]
        );
        node.Await(
            "the end, or the journal's trouble",
            () =>
                node.HasExited
                || Said(node).Contains("Npgsql", StringComparison.Ordinal)
                || Said(node).Contains("InitJoin", StringComparison.Ordinal)
        );

        Assert.That(Said(node), Does.Not.Contain("pa55"));
    }

    private static string Said(SlimfrontProcess node) => node.Output + node.Errors;

    private static void Refused(Workspace workspace, int seed, string? certificates)
    {
        workspace.Write("quick.hocon", "akka.cluster.shutdown-after-unsuccessful-join-seed-nodes = 3s");
        using var node = Node(
            workspace,
            "worker",
            "127.0.0.1",
            0,
            0,
            seed,
            certificates,
            "--config",
            "quick.hocon"
        );
        Assert.That(node.WaitForExit(), Is.Positive, node.Output);
        Assert.That(node.Errors.Trim().Split('\n'), Has.Length.EqualTo(1), node.Errors);
    }

    private static string Run(Workspace workspace, int exitCode, params string[] arguments)
    {
        var (code, output, errors) = SlimfrontProcess.Run(workspace.Folder, arguments);
        Assert.That(code, Is.EqualTo(exitCode), output + errors);
        return output + errors;
    }

    private static SlimfrontProcess Node(
        Workspace workspace,
        string role,
        string host,
        int port,
        int httpPort,
        int seed,
        string? certificates,
        params string[] more
    ) =>
        Nodes.Start(
            workspace,
            role,
            port,
            httpPort,
            seed,
            ["--host", host, .. certificates is null ? (string[])[] : ["--tls", certificates], .. more]
        );
}

using System.Text.Json;

namespace Slimfront.Cli.Tests.EndToEnd;

/// <summary>Nodes of a cluster on this machine, and what its status says.</summary>
internal static class Nodes
{
    /// <summary>Starts a node; its directory is ROLE-PORT.</summary>
    public static SlimfrontProcess Start(
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
                $"{role}-{port}",
                "--devices",
                "cpu",
                .. more,
            ]
        );

    /// <summary>Waits until a node is in its cluster.</summary>
    public static void Ready(SlimfrontProcess node) =>
        node.Await("the node", () => node.Output.Contains("node ready", StringComparison.Ordinal));

    /// <summary>Sends a client's command to the cluster, which must do it.</summary>
    public static string Ask(Workspace workspace, string cluster, params string[] command)
    {
        var (code, output, errors) = SlimfrontProcess.Run(
            workspace.Folder,
            [.. command, "--cluster", cluster]
        );
        Assert.That(code, Is.Zero, errors);
        return output;
    }

    /// <summary>The stages that slots run, with the shares that are done.</summary>
    public static Dictionary<string, double> Running(Workspace workspace, string cluster) =>
        JsonDocument
            .Parse(Ask(workspace, cluster, "status", "--json"))
            .RootElement.GetProperty("slots")
            .EnumerateArray()
            .Where(s => s.GetProperty("stage").ValueKind == JsonValueKind.String)
            .ToDictionary(
                s => s.GetProperty("stage").GetString()!,
                s => s.GetProperty("fraction").GetDouble()
            );

    /// <summary>The share of the only running stage that is done, once some is.</summary>
    public static double Progress(Workspace workspace, string cluster, SlimfrontProcess node)
    {
        var share = 0.0;
        node.Await("progress", () => (share = Running(workspace, cluster).Values.DefaultIfEmpty().Max()) > 0);
        return share;
    }
}

using System.CommandLine;
using System.Net;
using Slimfront.Actors.Journal;
using Slimfront.Actors.Logging;
using Slimfront.Actors.Nodes;
using Slimfront.Actors.Runners;
using Slimfront.Cli.Composing;
using Slimfront.Cli.Runs;
using Slimfront.Search;

namespace Slimfront.Cli.Commands;

/// <summary>slimfront node: joins a cluster as worker, coordinator, or both.</summary>
public static class NodeCommand
{
    private static readonly Option<string> Roles = new("--roles")
    {
        Description = "'worker', 'coordinator' or 'coordinator,worker'.",
        DefaultValueFactory = _ => "coordinator,worker",
    };

    private static readonly Option<string> Host = new("--host")
    {
        Description = "The address other nodes reach this one by.",
        DefaultValueFactory = _ => "127.0.0.1",
    };

    private static readonly Option<string?> Bind = new("--bind")
    {
        Description =
            "The IP address to listen on, where it is not the host's own (0.0.0.0 for all); needs TLS.",
    };

    private static readonly Option<int> Port = new("--port")
    {
        Description = "Port of the cluster's own traffic; 0 for any free one.",
        DefaultValueFactory = _ => 4053,
    };

    private static readonly Option<int> HttpPort = new("--http-port")
    {
        Description = "Port for clients and artifacts; 0 for any free one.",
        DefaultValueFactory = _ => 8053,
    };

    private static readonly Option<string[]> Seeds = new("--seed")
    {
        Description = "Coordinators to join by, host:port each. Name the same one or three on every node.",
        AllowMultipleArgumentsPerToken = true,
    };

    private static readonly Option<string> Directory = new("--directory")
    {
        Description = "Folder of the node's artifacts, journal and checkpoints.",
        DefaultValueFactory = _ => "node",
    };

    private static readonly Option<string?> Postgres = new("--postgres")
    {
        Description =
            "Connection string of the journal's PostgreSQL database. Default: SQLite in the folder.",
    };

    private static readonly Option<string?> Config = new("--config")
    {
        Description = "A file in the form of cluster.hocon that is laid over it.",
    };

    /// <summary>The command.</summary>
    public static Command Create()
    {
        var command = new Command("node", "Join a cluster as worker and/or coordinator.")
        {
            Roles,
            Host,
            Bind,
            Port,
            HttpPort,
            Seeds,
            Directory,
            Postgres,
            Config,
            OperationFlags.Log,
            OperationFlags.Drain,
            OperationFlags.Label,
            DataFlags.Folders,
            NodeFlags.Devices,
            NodeFlags.Threads,
            NodeFlags.Priority,
            NodeFlags.GiveUpAfter,
            NodeFlags.Shared,
            NodeFlags.StoreLimit,
            ClusterFlags.Token,
            TlsFlags.Folder,
            TlsFlags.Certificate,
            TlsFlags.Authority,
        };
        command.SetAction(ExecuteAsync);
        return command;
    }

    private static async Task<int> ExecuteAsync(ParseResult parsed, CancellationToken cancel)
    {
        var composition = Composition.Load(
            parsed.GetValue(Shell.Plugins),
            parsed.GetValue(DataFlags.Folders) ?? []
        );
        using var monitoring = Monitoring.Start($"{parsed.GetValue(Host)}:{parsed.GetValue(Port)}");
        var options = Options(parsed, composition) with { Metrics = monitoring.Page };
        await using var node = await Node.StartAsync(options, composition.Pipeline, composition.Search);
        Announce(parsed, node, TlsFlags.Describe(options.Tls));
        await node.Completion;
        return node.ExitCode;
    }

    private static void Announce(ParseResult parsed, Node node, string tls)
    {
        var ready = $"node ready: clients and artifacts at {node.Http}";
        if (OperationFlags.LogFormat(parsed) is LogFormat.Json)
        {
            node.Announce(tls);
            node.Announce(ready);
            return;
        }

        Console.WriteLine(tls);
        Console.WriteLine(ready);
        if (ClusterFlags.SecretToken(parsed) is null)
            Console.WriteLine($"token {node.HttpToken}");
    }

    private static NodeOptions Options(ParseResult parsed, Composition composition)
    {
        var roles = ReadRoles(parsed.GetValue(Roles)!);
        var folder = parsed.GetValue(Directory)!;
        System.IO.Directory.CreateDirectory(folder);
        return new()
        {
            Roles = roles,
            Host = parsed.GetValue(Host)!,
            Bind = parsed.GetValue(Bind) is { } bind ? ReadAddress(bind) : null,
            Tls = TlsFlags.Read(parsed),
            Port = parsed.GetValue(Port),
            HttpPort = parsed.GetValue(HttpPort),
            HttpToken = OperationFlags.Token(parsed),
            SeedNodes = [.. parsed.GetValue(Seeds) ?? []],
            StoreDirectory = Path.Combine(folder, "store"),
            SharedDirectory = parsed.GetValue(NodeFlags.Shared),
            StoreLimit = NodeFlags.Keeping(parsed),
            Journal = parsed.GetValue(Postgres) is { } connection
                ? new JournalTarget.Postgres(connection)
                : new JournalTarget.Sqlite(Path.Combine(folder, "journal.db")),
            Slots = roles.HasFlag(NodeRoles.Worker) ? NodeFlags.Slots(parsed) : [],
            Environment = MachineKind.Of,
            Labels = OperationFlags.Labels(parsed),
            Runner = NodeFlags.Runner(parsed, composition.Runner, RunnerPriority.Low),
            GiveUpAfter = NodeFlags.Patience(parsed),
            LogFormat = OperationFlags.LogFormat(parsed),
            DrainLimit = OperationFlags.DrainLimit(parsed),
            Configuration = parsed.GetValue(Config) is { } file ? ReadConfig(file) : "",
        };
    }

    private static IPAddress ReadAddress(string text) =>
        IPAddress.TryParse(text, out var address)
            ? address
            : throw new UserErrorException($"--bind '{text}' is no IP address.");

    private static string ReadConfig(string file) =>
        File.Exists(file)
            ? File.ReadAllText(file)
            : throw new UserErrorException($"--config: no file '{file}'.");

    private static NodeRoles ReadRoles(string text)
    {
        var roles = NodeRoles.None;
        foreach (
            var part in text.Split(
                ',',
                StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries
            )
        )
            roles |= part switch
            {
                "worker" => NodeRoles.Worker,
                "coordinator" => NodeRoles.Coordinator,
                _ => throw new UserErrorException(
                    $"--roles '{text}': no role '{part}'. Known: coordinator, worker."
                ),
            };
        return roles == NodeRoles.None ? throw new UserErrorException("--roles names no role.") : roles;
    }
}

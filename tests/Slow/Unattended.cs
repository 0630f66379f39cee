using System.Collections.Immutable;
using Slimfront.Actors.Journal;
using Slimfront.Actors.Tests.Support;
using Slimfront.Cli.Runs;
using Slimfront.Cli.Tests.EndToEnd;
using Slimfront.Search;
using Slimfront.Search.Studies;

namespace Slimfront.Slow.Tests;

/// <summary>Coordinators and two workers as processes, numbered in this order.</summary>
internal sealed class Unattended : IDisposable
{
    private const int WorkerCount = 2;

    private readonly Workspace _workspace = new();
    private readonly string? _database;
    private readonly int _coordinators;
    private readonly int[] _ports;
    private readonly SlimfrontProcess?[] _nodes;
    private readonly int[] _starts;

    /// <summary>None of the nodes is started yet.</summary>
    /// <param name="coordinators">One, with a journal in its folder, or three with a database.</param>
    public Unattended(int coordinators)
    {
        _coordinators = coordinators;
        _database = coordinators > 1 ? PostgresServer.Shared.NewDatabase() : null;
        _ports = Ports.Free(2 * (coordinators + WorkerCount));
        _nodes = new SlimfrontProcess?[coordinators + WorkerCount];
        _starts = new int[_nodes.Length];
    }

    /// <summary>The numbers of the coordinators.</summary>
    public IEnumerable<int> Coordinators => Enumerable.Range(0, _coordinators);

    /// <summary>The numbers of the workers.</summary>
    public IEnumerable<int> Workers => Enumerable.Range(_coordinators, WorkerCount);

    public SlimfrontProcess this[int node] => _nodes[node]!;

    /// <summary>How often a node was started.</summary>
    public int Starts(int node) => _starts[node];

    /// <summary>Starts all nodes, submits the study and waits until some of it is done.</summary>
    public async Task BeginAsync()
    {
        for (var node = 0; node < _nodes.Length; node++)
        {
            Start(node);
            Nodes.Ready(this[node]);
        }

        Nodes.Ask(_workspace, $"http://127.0.0.1:{_ports[1]}", "submit", "study.yaml");
        await Eventually.True(
            () => Study() is { } study && study.Stages.Values.Any(n => n.Result is not null),
            "a stage is done",
            TimeSpan.FromMinutes(2)
        );
    }

    /// <summary>Starts a node that is not running.</summary>
    public void Start(int node)
    {
        _nodes[node]?.Dispose();
        _starts[node]++;
        string[] seeds = [.. Coordinators.Select(c => $"127.0.0.1:{_ports[2 * c]}")];
        _nodes[node] = SlimfrontProcess.Start(
            _workspace.Folder,
            [
                "node",
                "--roles",
                node < _coordinators ? "coordinator" : "worker",
                "--port",
                $"{_ports[2 * node]}",
                "--http-port",
                $"{_ports[2 * node + 1]}",
                "--seed",
                .. seeds,
                "--directory",
                $"node-{node}",
                "--devices",
                "cpu",
                "--priority",
                "normal",
                .. _database is null ? [] : (string[])["--postgres", _database],
            ]
        );
    }

    /// <summary>SIGKILL.</summary>
    public void Kill(int node)
    {
        this[node].Kill();
        this[node].WaitForExit();
    }

    /// <summary>The study, by its journal; null before it begins, or while nobody has the journal open.</summary>
    public Study? Study()
    {
        try
        {
            return Journal().Values.SingleOrDefault()?.Aggregate<StudyEvent, Study?>(null, Follower.Fold);
        }
        catch (UserErrorException)
        {
            return null;
        }
    }

    public void Dispose()
    {
        foreach (var node in _nodes)
            node?.Dispose();
        _workspace.Dispose();
    }

    private IReadOnlyDictionary<string, ImmutableList<StudyEvent>> Journal() =>
        _database is null
            ? JournalReader.Read(Path.Combine(_workspace.Folder, "node-0", "journal.db"))
            : JournalReader.ReadPostgres(_database);
}

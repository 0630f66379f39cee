using System.Diagnostics;
using System.Net;
using Slimfront.Actors.Http;
using Slimfront.Search;

namespace Slimfront.Chaos.Bench.Processes;

/// <summary>How many nodes there are and where.</summary>
internal sealed record EnsembleOptions
{
    public required string Folder { get; init; }

    /// <summary>The journal's database; null for one SQLite file, with one coordinator.</summary>
    public required string Database { get; init; }

    public int Coordinators { get; init; } = 3;

    public int Workers { get; init; } = 3;

    public int Slots { get; init; } = 2;

    public required int Port { get; init; }

    /// <summary>Whether each node is in a network namespace of its own.</summary>
    public bool Namespaces { get; init; }

    /// <summary>How long a node stays down before it is started again.</summary>
    public Func<TimeSpan> Pause { get; init; } = () => TimeSpan.FromSeconds(2);
}

/// <summary>A cluster of real processes, each supervised.</summary>
internal sealed class Ensemble : IAsyncDisposable
{
    // Runners do not inherit the token.
    private const string Mark = "SLIMFRONT_CHAOS";

    private static readonly string Program = Path.Combine(AppContext.BaseDirectory, "slimfront");
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(3);

    private readonly EnsembleOptions _options;
    private readonly string _token;
    private readonly HttpClient _http = new(new SocketsHttpHandler { AllowAutoRedirect = false })
    {
        Timeout = TimeSpan.FromSeconds(5),
    };

    public Ensemble(EnsembleOptions options)
    {
        _options = options;
        _token = $"chaos-{options.Port}-{Environment.ProcessId}";
        Directory.CreateDirectory(options.Folder);
        Coordinators = [.. Enumerable.Range(0, options.Coordinators).Select(i => Node("coordinator", i))];
        Workers =
        [
            .. Enumerable.Range(0, options.Workers).Select(i => Node("worker", options.Coordinators + i)),
        ];
    }

    public IReadOnlyList<Member> Coordinators { get; }

    public IReadOnlyList<Member> Workers { get; }

    public IEnumerable<Member> All => Coordinators.Concat(Workers);

    /// <summary>Every process of this cluster, runners and orphans too.</summary>
    public int[] Processes => ProcessTable.With($"{Mark}={_token}");

    /// <summary>Processes that no node of this cluster is the parent of.</summary>
    public int[] Orphans
    {
        get
        {
            var nodes = All.Select(m => m.Pid).ToHashSet();
            return [.. Processes.Where(p => !nodes.Contains(p) && !nodes.Contains(ProcessTable.ParentOf(p)))];
        }
    }

    public void Start()
    {
        foreach (var member in All)
            member.Start();
    }

    /// <summary>Asks the coordinators in turn until one answers.</summary>
    public async Task<T> AskAsync<T>(Func<ClusterClient, Task<T>> ask, TimeSpan limit)
    {
        var since = Stopwatch.GetTimestamp();
        for (var i = 0; ; i++)
        {
            using var client = Client(i % Coordinators.Count);
            try
            {
                return await ask(client);
            }
            catch (UserErrorException) when (Stopwatch.GetElapsedTime(since) < limit)
            {
                await Task.Delay(500);
            }
        }
    }

    /// <summary>The node whose coordinator is active: the others send clients there.</summary>
    public async Task<Member> ActiveAsync()
    {
        var since = Stopwatch.GetTimestamp();
        for (var i = 0; Stopwatch.GetElapsedTime(since) < Patience; i++)
        {
            if (Coordinators[i % Coordinators.Count] is var member && await LeadsToAsync(member) is { } port)
                return Coordinators.Single(m => HttpPortOf(m) == port);
            await Task.Delay(200);
        }

        throw new TimeoutException($"No coordinator is active within {Patience.TotalSeconds:0} s.");
    }

    /// <summary>Waits until a node is in the cluster and answers clients.</summary>
    public async Task ReadyAsync(Member member)
    {
        var since = Stopwatch.GetTimestamp();
        while (await LeadsToAsync(member) is null)
            if (Stopwatch.GetElapsedTime(since) > Patience)
                throw new TimeoutException($"{member.Name} is not ready within {Patience.TotalSeconds:0} s.");
            else
                await Task.Delay(200);
    }

    public string LogOf(Member member) => Path.Combine(_options.Folder, member.Name + ".log");

    /// <summary>Runs a command of the program against a node, where that node is.</summary>
    /// <returns>Whether it succeeded.</returns>
    public async Task<bool> RunAsync(int node, params string[] command)
    {
        var address = $"http://{HostOf(node)}:{_options.Port + 50 + node}";
        using var process = Process.Start(
            StartOf("client", node, [Program, .. command, "--cluster", address], niceness: 0)
        )!;
        await process.WaitForExitAsync();
        return process.ExitCode == 0;
    }

    public async ValueTask DisposeAsync()
    {
        _http.Dispose();
        await Task.WhenAll(All.Select(m => m.EndAsync(TimeSpan.FromSeconds(20))));
        foreach (var left in Processes)
            Signals.Kill(left);
        foreach (var member in All)
            member.Dispose();
    }

    private int HttpPortOf(Member member) => _options.Port + 50 + All.ToList().IndexOf(member);

    // The HTTP port at which a node says that the coordinator is; null where it does not know.
    private async Task<int?> LeadsToAsync(Member member)
    {
        try
        {
            using var request = new HttpRequestMessage(
                HttpMethod.Get,
                $"http://127.0.0.1:{HttpPortOf(member)}/view"
            );
            request.Headers.Authorization = new("Bearer", _token);
            using var reply = await _http.SendAsync(request);
            return reply.IsSuccessStatusCode ? HttpPortOf(member)
                : reply.StatusCode is HttpStatusCode.TemporaryRedirect ? reply.Headers.Location?.Port
                : null;
        }
        catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
        {
            return null;
        }
    }

    private ClusterClient Client(int coordinator) =>
        new(new Uri($"http://127.0.0.1:{_options.Port + 50 + coordinator}"), _token);

    private Member Node(string role, int index)
    {
        var name = $"{role}-{(role == "worker" ? index - _options.Coordinators : index)}";
        // Two stable workers beside the coordinators: a coordinator that starts again finds the cluster there.
        var seeds = Enumerable
            .Range(0, _options.Coordinators + Math.Min(2, _options.Workers))
            .Select(i => $"{HostOf(i)}:{_options.Port + i}");
        List<string> arguments =
        [
            Program,
            "node",
            "--host",
            HostOf(index),
            "--roles",
            role,
            "--port",
            $"{_options.Port + index}",
            "--http-port",
            $"{_options.Port + 50 + index}",
            "--directory",
            Path.Combine(_options.Folder, name),
            "--seed",
            .. seeds,
        ];
        arguments.AddRange(
            role == "worker"
                ? ["--devices", $"cpux{_options.Slots}", "--threads", "1"]
                : ["--postgres", _options.Database]
        );
        return new(name, () => StartOf(name, index, arguments, role == "worker" ? 5 : 0), _options.Pause);
    }

    private string HostOf(int index) => _options.Namespaces ? Namespaces.AddressOf(index) : "127.0.0.1";

    private ProcessStartInfo StartOf(string name, int index, IEnumerable<string> arguments, int niceness)
    {
        var log = Path.Combine(_options.Folder, name + ".log");
        var start = new ProcessStartInfo("/bin/sh")
        {
            UseShellExecute = false,
            WorkingDirectory = _options.Folder,
        };
        var line = $"exec nice -n {niceness} \"$@\" >> '{log}' 2>&1";
        string[] place = _options.Namespaces ? Namespaces.Enter(index) : [];
        foreach (var argument in (string[])["-c", line, "sh", .. place, .. arguments])
            start.ArgumentList.Add(argument);
        start.Environment["SLIMFRONT_TOKEN"] = _token;
        start.Environment[Mark] = _token;
        return start;
    }
}

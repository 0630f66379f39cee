using System.Diagnostics;

namespace Slimfront.Chaos.Bench.Processes;

/// <summary>One node of the cluster as a process of its own; started again on the same ports and folder when it ends.</summary>
/// <param name="name">For people and for the log's file.</param>
/// <param name="start">How it is started.</param>
/// <param name="pause">How long it stays down before it is started again.</param>
internal sealed class Member(string name, Func<ProcessStartInfo> start, Func<TimeSpan> pause) : IDisposable
{
    private readonly CancellationTokenSource _over = new();
    private Task _supervising = Task.CompletedTask;
    private volatile Process? _process;
    private volatile bool _staysDown;

    public string Name => name;

    /// <summary>How often it ended.</summary>
    public int Ends { get; private set; }

    public bool IsUp => _process is { HasExited: false };

    public int Pid => _process is { HasExited: false } process ? process.Id : 0;

    /// <summary>The processes of its slots.</summary>
    public int[] Runners => Pid is var pid and > 0 ? ProcessTable.ChildrenOf(pid) : [];

    public void Start() => _supervising = Task.Run(SuperviseAsync);

    /// <summary>Kills it.</summary>
    public void Kill() => Signals.Kill(Pid);

    /// <summary>Asks it to drain and end.</summary>
    public void Terminate() => Signals.Terminate(Pid);

    /// <summary>Whether it is left down when it ends, until it is allowed up again.</summary>
    public bool StaysDown
    {
        get => _staysDown;
        set => _staysDown = value;
    }

    /// <summary>Freezes it for a while.</summary>
    public async Task FreezeAsync(TimeSpan time)
    {
        var pid = Pid;
        Signals.Freeze(pid);
        await Task.Delay(time);
        Signals.Wake(pid);
    }

    /// <summary>Ends it for good: politely, then not.</summary>
    public async Task EndAsync(TimeSpan patience)
    {
        await _over.CancelAsync();
        Signals.Wake(Pid);
        Terminate();
        await Task.WhenAny(_supervising, Task.Delay(patience));
        Kill();
        await _supervising;
    }

    public void Dispose() => _over.Dispose();

    private async Task SuperviseAsync()
    {
        while (!_over.IsCancellationRequested)
        {
            using var process = Process.Start(start())!;
            _process = process;
            await process.WaitForExitAsync(CancellationToken.None);
            _process = null;
            Ends++;
            try
            {
                await Task.Delay(pause(), _over.Token);
                while (_staysDown)
                    await Task.Delay(100, _over.Token);
            }
            catch (OperationCanceledException)
            {
                return;
            }
        }
    }
}

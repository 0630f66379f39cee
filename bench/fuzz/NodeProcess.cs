using System.Diagnostics;

namespace Slimfront.Fuzz.Bench;

/// <summary>A node as a process, and what it says.</summary>
internal sealed class NodeProcess : IDisposable
{
    private readonly Process _process;
    private readonly TaskCompletionSource _ready = new();
    private int _lines;
    private int _traces;

    public NodeProcess(string program, string folder, string token, IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(program, ["node", .. arguments])
        {
            WorkingDirectory = folder,
            UseShellExecute = false,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        start.Environment["SLIMFRONT_TOKEN"] = token;
        _process = new() { StartInfo = start, EnableRaisingEvents = true };
        _process.OutputDataReceived += (_, line) => Hear(line.Data);
        _process.ErrorDataReceived += (_, line) => Hear(line.Data);
        _process.Exited += (_, _) => _ready.TrySetException(new InvalidOperationException("The node ended."));
        _process.Start();
        _process.BeginOutputReadLine();
        _process.BeginErrorReadLine();
    }

    /// <summary>Lines it has said.</summary>
    public int Lines => Volatile.Read(ref _lines);

    /// <summary>Lines of stack traces among them.</summary>
    public int Traces => Volatile.Read(ref _traces);

    /// <summary>Bytes of memory it holds now.</summary>
    public long Memory
    {
        get
        {
            _process.Refresh();
            return _process.HasExited ? 0 : _process.WorkingSet64;
        }
    }

    public bool HasExited => _process.HasExited;

    public int ExitCode => _process.ExitCode;

    public Task ReadyAsync(TimeSpan limit) => _ready.Task.WaitAsync(limit);

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill(entireProcessTree: true);
        _process.WaitForExit();
        _process.Dispose();
    }

    private void Hear(string? line)
    {
        if (line is null)
            return;
        Interlocked.Increment(ref _lines);
        if (line.StartsWith("   at ", StringComparison.Ordinal))
            Interlocked.Increment(ref _traces);
        if (line.Contains("node ready", StringComparison.Ordinal))
            _ready.TrySetResult();
    }
}

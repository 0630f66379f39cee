using System.ComponentModel;
using System.Diagnostics;
using System.Threading.Channels;

namespace Slimfront.Actors.Runners;

/// <summary>The child process of a runner and its pipes.</summary>
/// <remarks>
/// Pipes are read by two threads of their own: a read of a pipe blocks its thread for as long as a stage trains, and the
/// thread pool is what the node's heartbeats live on.
/// </remarks>
internal sealed class RunnerProcess : IAsyncDisposable
{
    private const int RepliesAhead = 64;
    private static readonly TimeSpan Farewell = TimeSpan.FromSeconds(2);

    private readonly Process _process;
    private readonly Stream _input;
    private readonly Lock _inputGate = new();
    private readonly StderrTail _tail = new();
    private readonly Task _tailRead;
    private readonly Channel<RunnerReply> _replies = Channel.CreateBounded<RunnerReply>(RepliesAhead);
    private volatile string? _nonsense;
    private long _said;

    private RunnerProcess(Process process)
    {
        _process = process;
        _input = process.StandardInput.BaseStream;
        var output = process.StandardOutput.BaseStream;
        var error = process.StandardError.BaseStream;
        _tailRead = OnOwnThread(() => _tail.Follow(error));
        _ = OnOwnThread(() => ReadReplies(output));
    }

    /// <summary>What it says; ends with the process.</summary>
    public ChannelReader<RunnerReply> Replies => _replies.Reader;

    /// <summary>Whether no more can be expected of it.</summary>
    public bool HasEnded => _process.HasExited || Replies.Completion.IsCompleted;

    /// <summary>The memory it occupies, in bytes.</summary>
    public long WorkingSet => Read(p => p.WorkingSet64);

    /// <summary>The processor time it has used.</summary>
    public TimeSpan ProcessorTime => Read(p => p.TotalProcessorTime);

    /// <summary>The processor time of its threads, and how long they waited for more; null where the system does not tell.</summary>
    public (TimeSpan Used, TimeSpan Waited)? Scheduling => Read(p => HostSystem.Scheduling(p.Id));

    /// <summary>Replies so far.</summary>
    public long Said => Interlocked.Read(ref _said);

    /// <summary>Starts the program of the options.</summary>
    /// <exception cref="Win32Exception">It cannot be started.</exception>
    public static RunnerProcess Start(RunnerOptions options)
    {
        var start = new ProcessStartInfo(options.FileName, options.Arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            UseShellExecute = false,
            CreateNoWindow = true,
        };
        foreach (var name in options.Withheld)
            start.Environment.Remove(name);
        foreach (var (name, value) in HostSystem.NumericalEnvironment(options.Threads))
            start.Environment[name] = value;
        foreach (var (name, value) in options.Environment)
            start.Environment[name] = value;
        var process =
            Process.Start(start) ?? throw new Win32Exception($"'{options.FileName}' started no process.");
        if (options.Priority is RunnerPriority.Low)
            HostSystem.LowerPriority(process);
        return new(process);
    }

    /// <summary>Sends an order. Where the process has died, its end is told by <see cref="Replies"/>.</summary>
    public void Send(RunnerRequest order)
    {
        try
        {
            lock (_inputGate)
                Frames.Write(_input, RunnerCodec.Encode(order));
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException)
        {
            // Told by Replies.
        }
    }

    /// <summary>Ends it and its children now.</summary>
    public void Kill()
    {
        try
        {
            _process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception or AggregateException)
        {
            // It ended by itself.
        }
    }

    /// <summary>How it ended, in one line. Kills what has not ended yet.</summary>
    public async Task<string> DescribeEndAsync()
    {
        using var patience = new CancellationTokenSource(Farewell);
        try
        {
            await _process.WaitForExitAsync(patience.Token);
        }
        catch (OperationCanceledException)
        {
            Kill();
            await _process.WaitForExitAsync();
        }

        await Task.WhenAny(_tailRead, Task.Delay(Farewell));
        var how = _nonsense ?? HostSystem.DescribeRunner(_process.ExitCode);
        return _tail.Text is { Length: > 0 } said ? $"{how}: {said}" : how;
    }

    /// <summary>Ends its input, which ends it when it is idle; kills it when it is not.</summary>
    public async ValueTask DisposeAsync()
    {
        try
        {
            await _input.DisposeAsync();
        }
        catch (IOException)
        {
            // It is gone already.
        }

        await DescribeEndAsync();
        _process.Dispose();
    }

    // Nothing of a process that has ended.
    private T? Read<T>(Func<Process, T> what)
    {
        try
        {
            _process.Refresh();
            return _process.HasExited ? default : what(_process);
        }
        catch (Exception e) when (e is InvalidOperationException or Win32Exception)
        {
            return default;
        }
    }

    private void ReadReplies(Stream output)
    {
        try
        {
            for (; Frames.Read(output) is { } frame; Interlocked.Increment(ref _said))
                Pass(RunnerCodec.DecodeReply(frame));
        }
        catch (RunnerProtocolException e)
        {
            _nonsense = $"The runner broke the protocol: {e.Message}";
            Kill();
        }
        catch (Exception e) when (e is IOException or ObjectDisposedException or ChannelClosedException)
        {
            // The process is gone.
        }

        _replies.Writer.TryComplete();
    }

    // Waits, on this thread, while the node is behind: a flood of replies must not fill memory.
    private void Pass(RunnerReply reply) =>
        _replies.Writer.WriteAsync(reply).AsTask().GetAwaiter().GetResult();

    private static Task OnOwnThread(Action action) =>
        Task.Factory.StartNew(
            action,
            CancellationToken.None,
            TaskCreationOptions.LongRunning,
            TaskScheduler.Default
        );
}

using System.ComponentModel;
using System.Threading.Channels;
using Slimfront.Search.Execution;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Runners;

/// <summary>
/// Has stages done, one at a time, by a child process that stays warm between them and is replaced whenever it may be
/// in a bad state. Nothing the child does can hurt the caller.
/// </summary>
public sealed class Runner(RunnerOptions options, TimeProvider clock) : IAsyncDisposable
{
    private const double BytesPerMiB = 1024 * 1024;

    private RunnerProcess? _process;

    /// <summary>Has a stage done.</summary>
    /// <param name="work">What, and with which files.</param>
    /// <param name="limits">Time and memory of this attempt.</param>
    /// <param name="progress">Told how far the work is; on any thread, never two at once.</param>
    /// <param name="stop">Asks for a checkpoint and an end.</param>
    /// <param name="kill">Ends the process at once.</param>
    public async Task<RunEnd> ExecuteAsync(
        StageWork work,
        AttemptLimits limits,
        Action<double, string> progress,
        CancellationToken stop,
        CancellationToken kill
    )
    {
        ArgumentNullException.ThrowIfNull(limits);
        var (process, fault) = await ReadyAsync(kill);
        if (process is null)
            return kill.IsCancellationRequested ? new RunEnd.Stopped(false) : new RunEnd.Unfit(fault);
        using var over = new CancellationTokenSource();
        var watching = WatchAsync(process, limits, over.Token);
        RunnerReply? reply;
        await using (kill.Register(process.Kill))
        {
            process.Send(new RunnerOrder.Execute(work));
            await using (stop.Register(() => process.Send(new RunnerOrder.Stop())))
                reply = await FollowAsync(process, progress);
        }

        await over.CancelAsync();
        var excess = await watching;
        var end = await JudgeAsync(process, reply, excess, kill);
        var isWarm = excess is null && end is RunEnd.Completed or RunEnd.Refused or RunEnd.Stopped(true);
        if (!isWarm || kill.IsCancellationRequested)
            await DisposeAsync();
        return end;
    }

    /// <summary>Ends the child process, at once when it is busy.</summary>
    public async ValueTask DisposeAsync()
    {
        if (Interlocked.Exchange(ref _process, null) is { } process)
            await process.DisposeAsync();
    }

    private static async Task<RunEnd> JudgeAsync(
        RunnerProcess process,
        RunnerReply? reply,
        string? excess,
        CancellationToken kill
    ) =>
        reply switch
        {
            RunnerReply.Completed r => new RunEnd.Completed(r.Measures),
            RunnerReply.Refused r => new RunEnd.Refused(r.Reason),
            RunnerReply.Failed r => new RunEnd.Failed(r.Reason, r.Detail),
            RunnerReply.Suspended => new RunEnd.Stopped(HasCheckpoint: true),
            RunnerReply.Unfit r => new RunEnd.Unfit(r.Reason),
            _ when excess is not null => new RunEnd.Exceeded(excess),
            _ when kill.IsCancellationRequested => new RunEnd.Stopped(HasCheckpoint: false),
            _ => new RunEnd.Crashed(await process.DescribeEndAsync()),
        };

    // The one reply that ends the work; null where the process ended first.
    private static async Task<RunnerReply?> FollowAsync(
        RunnerProcess process,
        Action<double, string> progress
    )
    {
        await foreach (var reply in process.Replies.ReadAllAsync())
        {
            if (reply is not RunnerReply.Progress p)
                return reply is RunnerReply.Ready ? null : reply;
            progress(p.Fraction, p.Text);
        }

        return null;
    }

    private async Task<(RunnerProcess? Process, string Fault)> ReadyAsync(CancellationToken kill)
    {
        if (_process is { HasEnded: false } warm)
            return (warm, "");
        await DisposeAsync();
        try
        {
            _process = RunnerProcess.Start(options);
        }
        catch (Exception e) when (e is Win32Exception or InvalidOperationException or IOException)
        {
            return (null, $"The runner '{options.FileName}' cannot be started: {OneLine.Of(e.Message)}");
        }

        var fault = await GreetAsync(_process, kill);
        if (fault is null)
            return (_process, "");
        _process.Kill();
        await DisposeAsync();
        return (null, fault);
    }

    // Null where the process is ready, else why it is not.
    private async Task<string?> GreetAsync(RunnerProcess process, CancellationToken kill)
    {
        using var limit = new CancellationTokenSource(options.StartLimit, clock);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(limit.Token, kill);
        try
        {
            return await process.Replies.ReadAsync(either.Token) switch
            {
                RunnerReply.Ready { Version: RunnerReply.CurrentVersion } => null,
                RunnerReply.Ready r =>
                    $"The runner speaks version {r.Version} of the protocol, this node {RunnerReply.CurrentVersion}",
                _ => "The runner spoke before it was ready",
            };
        }
        catch (ChannelClosedException)
        {
            return $"The runner did not start. {await process.DescribeEndAsync()}";
        }
        catch (OperationCanceledException)
        {
            return $"The runner was not ready after {options.StartLimit.TotalSeconds:0} s";
        }
    }

    // Kills the process when it exceeds a limit, and says which; null where it kept them all.
    private async Task<string?> WatchAsync(
        RunnerProcess process,
        AttemptLimits limits,
        CancellationToken over
    )
    {
        var started = clock.GetTimestamp();
        using var timer = new PeriodicTimer(options.WatchInterval, clock);
        try
        {
            while (await timer.WaitForNextTickAsync(over))
                if (Excess(limits, clock.GetElapsedTime(started), process.WorkingSet) is { } excess)
                {
                    process.Kill();
                    return excess;
                }
        }
        catch (OperationCanceledException)
        {
            // The work is over.
        }

        return null;
    }

    private static string? Excess(AttemptLimits limits, TimeSpan time, long memory)
    {
        if (limits.Time is { } longest && time > longest)
            return $"took longer than its limit of {longest.TotalSeconds:0.#} s";
        return limits.MemoryBytes is { } most && memory > most
            ? $"used {memory / BytesPerMiB:0} MiB of memory; its limit is {most / BytesPerMiB:0} MiB"
            : null;
    }
}

using System.ComponentModel;
using System.Globalization;
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
    // Below this, a stage's slowness is the machine's.
    private const double Short = 0.5;

    private RunnerProcess? _process;

    /// <summary>Part of the processor time that the last stage wanted and got, between 0 and 1; null where it is not known.</summary>
    public double? Share { get; private set; }

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
        var watch = new RunnerWatch(process, options, limits, clock);
        var watching = watch.UntilAsync(over.Token);
        RunnerReply? reply;
        await using (kill.Register(process.Kill))
        {
            process.Send(new RunnerRequest.Execute(work));
            await using (stop.Register(() => process.Send(new RunnerRequest.Stop())))
                reply = await FollowAsync(
                    process,
                    (fraction, text) => progress(fraction, Told(text, watch.RecentShare))
                );
        }

        await over.CancelAsync();
        var excess = await watching;
        Share = watch.Share;
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

    private static string Told(string text, double? share) =>
        share < Short
            ? string.Create(CultureInfo.InvariantCulture, $"{text} (gets {share * 100:0} % of the processor)")
            : text;

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
}

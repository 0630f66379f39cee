using System.Collections.Immutable;
using Slimfront.Actors.Artifacts;
using Slimfront.Actors.Protocol;
using Slimfront.Actors.Runners;
using Slimfront.Actors.Telemetry;
using Slimfront.Search.Execution;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Slots;

/// <summary>How an attempt ended, and what that says of the slot.</summary>
/// <param name="End">For the coordinator.</param>
/// <param name="Unfit">Why the slot cannot go on now; null where it can.</param>
/// <param name="IsCrash">Whether the runner died under the stage.</param>
/// <param name="Detail">More than one line, for the log; null where there is no more to say.</param>
/// <param name="Share">Part of the processor time that its runner wanted and got; null where it is not known.</param>
internal sealed record AttemptReport(
    AttemptEnd End,
    string? Unfit = null,
    bool IsCrash = false,
    string? Detail = null,
    double? Share = null
);

/// <summary>
/// All that takes time in an attempt: fetches the inputs, has the runner work, stores the artifact. One at a time.
/// </summary>
internal sealed class SlotWorker(SlotOptions options) : IAsyncDisposable
{
    private readonly Runner _runner = new(options.Runner, options.Clock);
    private CancellationTokenSource _stop = new();
    private CancellationTokenSource _kill = new();
    private Task<AttemptReport>? _current;

    // What the last attempt read and made stays until the next one: by then the end is in the journal.
    private readonly List<IDisposable> _held = [];

    /// <summary>Begins an attempt. The task never fails.</summary>
    public Task<AttemptReport> BeginAsync(Assign order, Action<double, string> progress)
    {
        var (stop, kill) = (new CancellationTokenSource(), new CancellationTokenSource());
        (_stop, _kill) = (stop, kill);
        Release();
        return _current = Task.Run(async () =>
        {
            using var span = options.Spans?.Begin(order, options.Id, options.Device);
            var report = await RunAsync(order, progress, stop.Token, kill.Token);
            StageSpans.End(span, report.End);
            return report;
        });
    }

    /// <summary>Asks the attempt for a checkpoint and an end, and kills its runner after some time.</summary>
    public void Stop(TimeSpan grace)
    {
        _stop.Cancel();
        _kill.CancelAfter(grace);
    }

    /// <summary>Ends the runner, whatever it does.</summary>
    public async ValueTask DisposeAsync()
    {
        await _stop.CancelAsync();
        await _kill.CancelAsync();
        if (_current is { } running)
            await running;
        Release();
        await _runner.DisposeAsync();
    }

    private void Release()
    {
        foreach (var hold in _held)
            hold.Dispose();
        _held.Clear();
    }

    private async Task<AttemptReport> RunAsync(
        Assign order,
        Action<double, string> progress,
        CancellationToken stop,
        CancellationToken kill
    )
    {
        try
        {
            if (Contradiction(order) is { } reason)
                return new(new AttemptEnd.Failed(reason, IsFinal: true));
            if (Known(order) is { } known)
                return new(new AttemptEnd.Completed(known));
            var files = await FetchAsync(order, progress, stop);
            return await WorkAsync(order, files, progress, stop, kill);
        }
        catch (OperationCanceledException)
        {
            return new(new AttemptEnd.Lost("stopped while it fetched its inputs"));
        }
        catch (ArtifactMissingException e)
        {
            return new(new AttemptEnd.InputMissing(e.Input.Stage, e.Message));
        }
        catch (Exception e)
        {
            var fault = OneLine.Of(e.Message);
            return new(new AttemptEnd.Lost(fault), fault, Detail: e.ToString());
        }
    }

    private static string? Contradiction(Assign order)
    {
        if (order.Stage.Key != order.Work.Attempt.Stage)
            return $"The order for {order.Work.Attempt} came with another stage, {order.Stage.Key.Short}.";
        var isComplete = order
            .Inputs.Select(i => i.Stage)
            .SequenceEqual(order.Stage.Inputs.Select(i => i.Stage));
        return isComplete
            ? null
            : $"The order for {order.Work.Attempt} came with other inputs than its stage's.";
    }

    // Done here before, in another study or before a crash: the same key is the same work.
    private StageResult? Known(Assign order)
    {
        if (options.Store.FindAnywhere(order.Stage.Key) is not { } result)
            return null;
        _held.Add(options.Store.Hold(result.Artifact));
        return options.Store.PathOfVerified(result.Artifact) is not null ? result : null;
    }

    private async Task<ImmutableArray<string>> FetchAsync(
        Assign order,
        Action<double, string> progress,
        CancellationToken stop
    )
    {
        var files = ImmutableArray.CreateBuilder<string>(order.Inputs.Length);
        foreach (var input in order.Inputs)
        {
            progress(0, $"fetching {input.Artifact.Short}");
            _held.Add(options.Store.Hold(input.Artifact));
            files.Add(await options.Fetcher.GetAsync(input, stop));
        }

        return files.MoveToImmutable();
    }

    private async Task<AttemptReport> WorkAsync(
        Assign order,
        ImmutableArray<string> inputs,
        Action<double, string> progress,
        CancellationToken stop,
        CancellationToken kill
    )
    {
        var folder = options.Store.Work.NewFolder(order.Stage.Key.Short);
        try
        {
            var work = new StageWork(
                order.Stage,
                order.DataSettings,
                inputs,
                Path.Combine(folder, "artifact"),
                options.Store.CheckpointOf(order.Stage.Key),
                options.Device
            );
            progress(0, "starting");
            var end = await _runner.ExecuteAsync(work, order.Limits, progress, stop, kill);
            return Conclude(order, work, end) with { Share = _runner.Share };
        }
        finally
        {
            WorkFiles.Remove(folder);
        }
    }

    private AttemptReport Conclude(Assign order, StageWork work, RunEnd end) =>
        end switch
        {
            RunEnd.Completed e => new(Keep(order, work, e.Measures)),
            RunEnd.Refused e => new(new AttemptEnd.Failed(e.Reason, IsFinal: true)),
            RunEnd.Failed e => new(new AttemptEnd.Failed(e.Reason, IsFinal: false), Detail: e.Detail),
            RunEnd.Exceeded e => new(new AttemptEnd.Failed(e.Reason, IsFinal: false)),
            RunEnd.Crashed e => new(new AttemptEnd.Failed(e.Reason, IsFinal: false), IsCrash: true),
            RunEnd.Stopped { HasCheckpoint: true } => new(new AttemptEnd.Lost("stopped at a checkpoint")),
            RunEnd.Stopped => new(new AttemptEnd.Lost("stopped without a checkpoint")),
            RunEnd.Unfit e => new(new AttemptEnd.Lost(e.Reason), e.Reason),
            _ => throw new ArgumentOutOfRangeException(nameof(end), end, "Unknown end."),
        };

    private AttemptEnd Keep(Assign order, StageWork work, StageMeasures measures)
    {
        if (!File.Exists(work.OutputFile))
            return new AttemptEnd.Failed("The stage ended without an artifact.", IsFinal: false);
        var (artifact, bytes) = options.Store.Adopt(work.OutputFile);
        _held.Add(options.Store.Hold(artifact));
        var result = new StageResult(
            artifact,
            bytes,
            measures.Values,
            measures.Observations,
            measures.Seconds
        );
        options.Store.Record(order.Stage.Key, result);
        options.Store.RemoveCheckpoint(order.Stage.Key);
        return new AttemptEnd.Completed(result);
    }
}

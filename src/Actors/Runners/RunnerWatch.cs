using Slimfront.Search.Studies;

namespace Slimfront.Actors.Runners;

/// <summary>Looks at a runner while it works at a stage: kills it when it exceeds a limit or lies dead, and sees what it gets
/// of the processors.</summary>
/// <param name="process">The runner.</param>
/// <param name="options">How it was started.</param>
/// <param name="limits">Time and memory of the attempt.</param>
/// <param name="clock">The clock.</param>
internal sealed class RunnerWatch(
    RunnerProcess process,
    RunnerOptions options,
    AttemptLimits limits,
    TimeProvider clock
)
{
    private const double BytesPerMiB = 1024 * 1024;

    // Of one processor, while nothing is said: what a runtime needs for itself, and far less than any work.
    private const double NextToNothing = 0.02;

    private readonly ProcessorShare _share = new(process, options.Threads, clock);
    private TimeSpan _silence;
    private TimeSpan _worked;
    private long _said;

    /// <summary>Part of the processor time it wanted lately that it got; null where nobody knows.</summary>
    public double? RecentShare => _share.Recent;

    /// <summary>The same since the stage began.</summary>
    public double? Share => _share.Whole;

    /// <summary>Looks until the work is over.</summary>
    /// <returns>Why the runner was killed; null where it was not.</returns>
    public async Task<string?> UntilAsync(CancellationToken over)
    {
        var started = clock.GetTimestamp();
        Heard();
        using var timer = new PeriodicTimer(options.WatchInterval, clock);
        try
        {
            for (var last = started; await timer.WaitForNextTickAsync(over); )
            {
                var now = clock.GetTimestamp();
                _share.Look();
                if (
                    (Excess(clock.GetElapsedTime(started, now)) ?? Death(clock.GetElapsedTime(last, now))) is
                    { } reason
                )
                {
                    process.Kill();
                    return reason;
                }

                last = now;
            }
        }
        catch (OperationCanceledException)
        {
            // The work is over.
        }

        return null;
    }

    private string? Excess(TimeSpan time)
    {
        if (limits.Time is { } longest && time > longest)
            return $"took longer than its limit of {longest.TotalSeconds:0.#} s";
        return limits.MemoryBytes is { } most && process.WorkingSet is var memory && memory > most
            ? $"used {memory / BytesPerMiB:0} MiB of memory; its limit is {most / BytesPerMiB:0} MiB"
            : null;
    }

    // Neither words nor work. A machine that stood still has not been silent for as long as its clock says.
    private string? Death(TimeSpan step)
    {
        if (process.Said != _said)
            Heard();
        _silence += TimeSpan.FromTicks(Math.Min(step.Ticks, 3 * options.WatchInterval.Ticks));
        if (_silence < options.IdleLimit)
            return null;
        var worked = process.ProcessorTime - _worked;
        if (worked < NextToNothing * _silence)
            return $"said nothing and did nothing for {options.IdleLimit.TotalSeconds:0.#} s: it hangs, or it died and could not end";
        Heard();
        return null;
    }

    private void Heard() => (_said, _silence, _worked) = (process.Said, TimeSpan.Zero, process.ProcessorTime);
}

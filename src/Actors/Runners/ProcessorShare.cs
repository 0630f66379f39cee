namespace Slimfront.Actors.Runners;

/// <summary>What a runner gets of the processors while others want them, too.</summary>
/// <remarks>
/// used / (used + waited) over its threads, where waited is the time in which they could have run and did not. A stage that uses
/// one of four threads, or waits for a file or a GPU, is not short of anything. Where the system does not tell the waiting (it is
/// Linux that does), used / (time · threads).
/// </remarks>
/// <param name="process">The runner.</param>
/// <param name="threads">Its threads.</param>
/// <param name="clock">The clock.</param>
internal sealed class ProcessorShare(RunnerProcess process, int threads, TimeProvider clock)
{
    private const int LooksInWindow = 10;

    // What wants less than this part of a processor has no lack of it.
    private const double Little = 0.05;

    private Sample? _first;
    private Sample? _base;
    private int _looks;
    private volatile object? _recent;
    private volatile object? _whole;

    /// <summary>Between 0 and 1, lately; null where it is not known or hardly anything was wanted.</summary>
    public double? Recent => (double?)_recent;

    /// <summary>Between 0 and 1, since the first look.</summary>
    public double? Whole => (double?)_whole;

    /// <summary>Takes a sample.</summary>
    public void Look()
    {
        if (Take() is not { } now)
            return;
        _first ??= now;
        _base ??= now;
        _whole = Between(_first, now);
        if (++_looks % LooksInWindow != 0)
            return;
        _recent = Between(_base, now);
        _base = now;
    }

    private Sample? Take()
    {
        var at = clock.GetTimestamp();
        if (process.Scheduling is var (used, waited))
            return new(at, used, waited);
        return process.ProcessorTime is var time && time > TimeSpan.Zero ? new(at, time, null) : null;
    }

    private double? Between(Sample from, Sample to)
    {
        var elapsed = clock.GetElapsedTime(from.At, to.At);
        var used = to.Used - from.Used;
        var wanted = to.Waited is null
            ? elapsed * threads
            : used + (to.Waited - from.Waited ?? TimeSpan.Zero);
        return used < TimeSpan.Zero || wanted <= elapsed * Little ? null : Math.Min(1, used / wanted);
    }

    private sealed record Sample(long At, TimeSpan Used, TimeSpan? Waited);
}

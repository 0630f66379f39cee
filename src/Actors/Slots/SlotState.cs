using System.Collections.Immutable;
using Slimfront.Actors.Protocol;
using Slimfront.Search.Stages;

namespace Slimfront.Actors.Slots;

/// <summary>An attempt that is being made.</summary>
/// <param name="Work">Which.</param>
/// <param name="Report">How it will have ended. Never fails.</param>
internal sealed record RunningAttempt(AttemptRef Work, Task<AttemptReport> Report);

/// <summary>
/// What of a slot outlives its actor, which ends whenever its node loses the cluster: the runner and what it is doing, and an end
/// that no coordinator has acknowledged. The node's next actor for the slot takes it up where the last one left it.
/// </summary>
/// <remarks>One actor at a time uses it; only progress comes on other threads.</remarks>
/// <param name="options">What the slot is.</param>
public sealed class SlotState(SlotOptions options) : IAsyncDisposable
{
    private readonly SlotWorker _worker = new(options);
    private volatile Action<double, string>? _listener;
    private ImmutableList<StageKey> _crashes = [];

    /// <summary>What the slot is.</summary>
    internal SlotOptions Options => options;

    /// <summary>The attempt that is being made; null where there is none.</summary>
    internal RunningAttempt? Running { get; private set; }

    /// <summary>The end of the last attempt, until it is acknowledged.</summary>
    internal Ended? Untold { get; private set; }

    /// <summary>Why the slot cannot take more work after that; null where it can.</summary>
    internal string? Unfit { get; private set; }

    /// <summary>Begins an attempt.</summary>
    internal RunningAttempt Begin(Assign order) =>
        Running = new(
            order.Work,
            _worker.BeginAsync(order, (fraction, text) => _listener?.Invoke(fraction, text))
        );

    /// <summary>From now on, progress is told to this listener alone.</summary>
    internal void Listen(Action<double, string> listener) => _listener = listener;

    /// <summary>Asks the attempt for a checkpoint and an end, and kills its runner after some time.</summary>
    internal void Stop(TimeSpan grace) => _worker.Stop(grace);

    /// <summary>The attempt is over.</summary>
    /// <returns>Its end, which is to be told.</returns>
    internal Ended End(AttemptRef work, AttemptReport report)
    {
        Unfit = report.Unfit ?? TooManyCrashes(work, report);
        Running = null;
        return Untold = new(options.Id, work, report.End);
    }

    /// <summary>The end is in the journal.</summary>
    internal void Told() => (Untold, Unfit) = (null, null);

    /// <summary>Lets the attempt leave a checkpoint, if one is being made, and ends the runner.</summary>
    /// <param name="grace">How long that may take.</param>
    public async Task EndAsync(TimeSpan grace)
    {
        if (Running is { } attempt)
        {
            Stop(grace);
            await attempt.Report;
        }

        await DisposeAsync();
    }

    /// <summary>Ends the runner, whatever it does.</summary>
    public ValueTask DisposeAsync() => _worker.DisposeAsync();

    // One stage that always crashes is the stage's fault; several different ones in a row are the slot's.
    private string? TooManyCrashes(AttemptRef work, AttemptReport report)
    {
        _crashes = report.IsCrash ? _crashes.Remove(work.Attempt.Stage).Add(work.Attempt.Stage) : [];
        if (_crashes.Count < options.CrashesInARow)
            return null;
        _crashes = [];
        return $"The runner crashed under {options.CrashesInARow} different stages in a row.";
    }
}

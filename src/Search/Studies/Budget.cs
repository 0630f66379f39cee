using System.Collections.Immutable;
using Slimfront.Search.Objectives;

namespace Slimfront.Search.Studies;

/// <summary>When a study ends; the first that is reached. Everything counts for the study as a whole.</summary>
/// <remarks>
/// Time and device time depend on the clock. The rest depends on results only, and what decides about trial n are
/// results that do not depend on who finishes first, so they end every run of the same study at the same trial.
/// </remarks>
/// <param name="Trials">Configurations to suggest at most, over the whole study; going on with one is not counted.</param>
/// <param name="Time">Wall time since the study began, pauses included; null for no limit.</param>
public sealed record Budget(int Trials = 24, TimeSpan? Time = null)
{
    /// <summary>The ended trials from which on <see cref="FailureRate"/> is judged, where nobody says.</summary>
    public const int UsualFailureMinimum = 10;

    /// <summary>Trials that are to be completed; no trial starts that could make it more. Null for no limit.</summary>
    public int? Finished { get; init; }

    /// <summary>Device time of completed stages; null for no limit.</summary>
    public TimeSpan? DeviceTime { get; init; }

    /// <summary>
    /// The share, above 0 and up to 1, of the box between <see cref="Reference"/> and the ideal point that the front is to
    /// dominate; null for no target. The ideal point is 1 where more is better, which is accuracy, and else 0.
    /// </summary>
    public double? Hypervolume { get; init; }

    /// <summary>The worst corner of hypervolume: a value of every objective. Empty where nobody gave one.</summary>
    public ImmutableArray<Limit> Reference { get; init; } = [];

    /// <summary>Trials in a row that may end without any gain of hypervolume; null for no limit.</summary>
    public int? Patience { get; init; }

    /// <summary>The share, above 0 and up to 1, of failed trials at which the study is given up; null for none.</summary>
    public double? FailureRate { get; init; }

    /// <summary>Trials that must have ended before <see cref="FailureRate"/> is judged.</summary>
    public int FailureMinimum { get; init; } = UsualFailureMinimum;

    /// <summary>By content.</summary>
    public bool Equals(Budget? other) =>
        other is not null
        && (Trials, Time, Finished, DeviceTime)
            == (other.Trials, other.Time, other.Finished, other.DeviceTime)
        && (Hypervolume, Patience, FailureRate, FailureMinimum)
            == (other.Hypervolume, other.Patience, other.FailureRate, other.FailureMinimum)
        && Reference.SequenceEqual(other.Reference);

    /// <inheritdoc/>
    public override int GetHashCode() =>
        HashCode.Combine(Trials, Time, Finished, DeviceTime, Hypervolume, Patience);
}

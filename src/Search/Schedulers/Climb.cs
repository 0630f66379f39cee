using System.Collections.Immutable;
using Slimfront.Search.Objectives;
using Slimfront.Search.Studies;

namespace Slimfront.Search.Schedulers;

/// <summary>A configuration on its way up the rungs.</summary>
/// <param name="First">The trial that began it.</param>
/// <param name="Latest">The trial that takes it furthest.</param>
/// <param name="Start">The rung at which it began.</param>
/// <param name="Rung">The rung to which its latest trial goes.</param>
/// <param name="Progress">Where its latest trial stands, as far as is known.</param>
/// <param name="Results">What was measured at each rung, by its index; null where nothing was.</param>
public sealed record Climb(
    TrialNumber First,
    TrialNumber Latest,
    int Start,
    int Rung,
    ClimbProgress Progress,
    ImmutableArray<RungResult?> Results
)
{
    /// <summary>Whether it waits at a rung for a decision.</summary>
    public bool IsWaitingAt(int rung) => Rung == rung && Progress == ClimbProgress.Measured;

    /// <summary>What was measured at a rung.</summary>
    public RungResult? At(int rung) => rung < Results.Length ? Results[rung] : null;
}

/// <summary>Where a configuration's latest trial stands.</summary>
public enum ClimbProgress
{
    /// <summary>Its outcome is not known.</summary>
    Running,

    /// <summary>It was measured at its rung.</summary>
    Measured,

    /// <summary>It failed or was given up: it goes no further.</summary>
    Over,
}

/// <summary>What a configuration reached at a rung.</summary>
/// <param name="Measurement">The values.</param>
/// <param name="Losses">The objectives, smaller is better.</param>
/// <param name="Violation">By how much the study's limits are broken, summed; 0 where they are kept.</param>
public sealed record RungResult(Measurement Measurement, double[] Losses, double Violation);

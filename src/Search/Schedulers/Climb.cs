using System.Collections.Immutable;
using Slimfront.Search.Objectives;
using Slimfront.Search.Stages;
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
/// <remarks>
/// A network that will be pruned or quantized after its training is not yet so at a rung. It is judged as it stands, like beside
/// like: the accuracy of the whole network beside the size of the small one would make the hardest compression look best.
/// </remarks>
/// <param name="Measurement">The values as they will be: sizes where the recipe tells them exactly, the rest as measured.</param>
/// <param name="Losses">The objectives as measured, smaller is better.</param>
/// <param name="Violation">By how much the study's limits are broken by the values as they will be, summed; 0 where they are kept.</param>
/// <param name="Stage">What measured it: configurations that share it share their training up to here.</param>
public sealed record RungResult(Measurement Measurement, double[] Losses, double Violation, StageKey Stage)
{
    /// <summary>The objectives as they will be, where the recipe tells them exactly; else as measured.</summary>
    public double[] Outlook { get; init; } = Losses;
}

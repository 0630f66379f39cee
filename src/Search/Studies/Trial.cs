using System.Collections.Immutable;
using Slimfront.Search.Objectives;
using Slimfront.Search.Spaces;
using Slimfront.Search.Stages;

namespace Slimfront.Search.Studies;

/// <summary>The number of a trial in its study, from 0.</summary>
public readonly record struct TrialNumber(int Value) : IComparable<TrialNumber>
{
    /// <summary>The number of the teacher's own trial.</summary>
    public static readonly TrialNumber Teacher = new(-1);

    /// <inheritdoc/>
    public int CompareTo(TrialNumber other) => Value.CompareTo(other.Value);

    /// <inheritdoc/>
    public override string ToString() => $"{Value}";
}

/// <summary>How a trial ended.</summary>
public abstract record Outcome
{
    private Outcome() { }

    /// <summary>Measured at full fidelity.</summary>
    /// <param name="Measurement">Objective values.</param>
    public sealed record Completed(Measurement Measurement) : Outcome;

    /// <summary>A stage it needs failed too often.</summary>
    /// <param name="Reason">One line: the stage and its last error.</param>
    public sealed record Failed(string Reason) : Outcome;

    /// <summary>Measured at a rung before the end of its training; another trial may go on from there.</summary>
    /// <param name="Measurement">Objective values of the network as it stands.</param>
    public sealed record Paused(Measurement Measurement) : Outcome;

    /// <summary>Given up before the end, because the study was stopped.</summary>
    /// <param name="Reason">One line.</param>
    public sealed record Stopped(string Reason) : Outcome;
}

/// <summary>One recipe in a study.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Origin">Who asked for it: the sampler's key, "warm-start", "baseline" or "teacher".</param>
/// <param name="Configuration">The point of the space; empty for the teacher's own trial.</param>
/// <param name="Summary">The recipe in one line.</param>
/// <param name="Prediction">What was known of analytic objectives beforehand.</param>
/// <param name="Stages">The keys of its stages, each after its inputs.</param>
/// <param name="Model">The stage whose artifact is the model.</param>
/// <param name="MeasurementStage">The stage that measures it.</param>
/// <param name="TestStage">The stage that will measure it on the test split, if it reaches the final front.</param>
/// <param name="Outcome">How it ended; null while it runs.</param>
/// <param name="Test">Values on the test split; null but for the final front and what it is compared with.</param>
/// <param name="EndedAfter">Device seconds the study had spent when the trial ended.</param>
public sealed record Trial(
    TrialNumber Number,
    string Origin,
    Configuration Configuration,
    string Summary,
    ImmutableSortedDictionary<string, Interval> Prediction,
    ImmutableArray<StageKey> Stages,
    StageKey Model,
    StageKey MeasurementStage,
    Stage TestStage,
    Outcome? Outcome = null,
    Measurement? Test = null,
    double EndedAfter = 0
)
{
    /// <summary>How far it goes; null where it goes all the way and the study has no rungs.</summary>
    public Fidelity? Fidelity { get; init; }

    /// <summary>The origin of the teacher's own trial, which is shown for comparison.</summary>
    public const string TeacherOrigin = "teacher";

    /// <summary>The origin of trials listed in the study file.</summary>
    public const string WarmStartOrigin = "warm-start";

    /// <summary>Whether it ends before the training does.</summary>
    public bool IsPartial => Fidelity is { IsWhole: false };

    /// <summary>The origin of simpler recipes, which members of the front are compared with.</summary>
    public const string BaselineOrigin = "baseline";

    /// <summary>Whether the search chose it: it is neither a baseline nor the teacher.</summary>
    public bool IsSearched => Origin is not (BaselineOrigin or TeacherOrigin);

    /// <summary>The measurement of a completed trial, else null.</summary>
    public Measurement? Measurement => (Outcome as Outcome.Completed)?.Measurement;
}

/// <summary>How far a trial takes its configuration, in a study whose trainings are cut into rungs.</summary>
/// <param name="Rung">The index of the rung up to which it trains.</param>
/// <param name="Rungs">The number of rungs.</param>
/// <param name="Continues">The trial from which it goes on; null where it begins a configuration.</param>
public sealed record Fidelity(int Rung, int Rungs, TrialNumber? Continues = null)
{
    /// <summary>Whether the training is complete.</summary>
    public bool IsWhole => Rung == Rungs - 1;
}

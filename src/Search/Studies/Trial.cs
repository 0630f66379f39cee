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

    /// <summary>Given up before the end, because the study was stopped.</summary>
    /// <param name="Reason">One line.</param>
    public sealed record Stopped(string Reason) : Outcome;
}

/// <summary>One recipe in a study.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Origin">Who asked for it: the sampler's key, "warm-start" or "teacher".</param>
/// <param name="Configuration">The point of the space; empty for the teacher's own trial.</param>
/// <param name="Summary">The recipe in one line.</param>
/// <param name="Prediction">What was known of analytic objectives beforehand.</param>
/// <param name="Stages">The keys of its stages, each after its inputs.</param>
/// <param name="Model">The stage whose artifact is the model.</param>
/// <param name="MeasurementStage">The stage that measures it.</param>
/// <param name="TestStage">The stage that will measure it on the test split, if it reaches the final front.</param>
/// <param name="Outcome">How it ended; null while it runs.</param>
/// <param name="Test">Values on the test split; null but for the final front.</param>
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
    /// <summary>The origin of the teacher's own trial, which is shown for comparison.</summary>
    public const string TeacherOrigin = "teacher";

    /// <summary>The origin of trials listed in the study file.</summary>
    public const string WarmStartOrigin = "warm-start";

    /// <summary>The measurement of a completed trial, else null.</summary>
    public Measurement? Measurement => (Outcome as Outcome.Completed)?.Measurement;
}

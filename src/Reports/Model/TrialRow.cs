using Slimfront.Search.Objectives;
using Slimfront.Search.Recipes;
using Slimfront.Search.Spaces;
using Slimfront.Search.Stages;
using Slimfront.Search.Studies;

namespace Slimfront.Reports.Model;

/// <summary>A trial as reports show it.</summary>
/// <param name="Number">Its number.</param>
/// <param name="Origin">Who asked for it.</param>
/// <param name="Summary">The recipe in one line.</param>
/// <param name="Configuration">The point of the space.</param>
/// <param name="Kind">What kind of pipeline it is.</param>
/// <param name="Outcome">How it ended; null while it runs.</param>
/// <param name="Values">What was measured on the validation split; empty unless it was completed.</param>
/// <param name="Test">The same on the test split; empty unless it is on the final front.</param>
/// <param name="IsFront">Whether no other model that keeps the limits is better in every respect.</param>
/// <param name="IsKnee">Whether it is the front's best compromise.</param>
/// <param name="Comparison">How it compares with the teacher.</param>
/// <param name="Model">Its file, once it exists.</param>
/// <param name="EndedAfter">Device seconds the study had spent when it ended.</param>
public sealed record TrialRow(
    TrialNumber Number,
    string Origin,
    string Summary,
    Configuration Configuration,
    PipelineKind Kind,
    Outcome? Outcome,
    Measurement Values,
    Measurement Test,
    bool IsFront,
    bool IsKnee,
    Comparison Comparison,
    ModelFile? Model,
    double EndedAfter
)
{
    /// <summary>How far it goes, in a study with rungs.</summary>
    public Fidelity? Fidelity { get; init; }

    /// <summary>Whether this is the teacher's own trial.</summary>
    public bool IsTeacher => Number == TrialNumber.Teacher;

    /// <summary>"teacher", or the number.</summary>
    public string Name => IsTeacher ? "teacher" : Number.ToString();

    /// <summary>"completed", "paused" at a rung, "failed", "stopped" or "running".</summary>
    public string Status =>
        Outcome switch
        {
            null => "running",
            Outcome.Completed => "completed",
            Outcome.Paused => "paused",
            Outcome.Failed => "failed",
            Outcome.Stopped => "stopped",
            _ => throw new InvalidOperationException($"Unknown outcome {Outcome}."),
        };

    /// <summary>Why it failed, was stopped or paused; else empty.</summary>
    public string Reason =>
        Outcome switch
        {
            Outcome.Failed f => f.Reason,
            Outcome.Stopped s => s.Reason,
            Outcome.Paused p =>
                $"measured at rung {Fidelity!.Rung + 1} of {Fidelity.Rungs}: {string.Join(", ", p.Measurement.Values.Select(v => $"{v.Key} {v.Value:0.####}"))}",
            _ => "",
        };
}

/// <summary>How a model compares with the teacher; NaN where one of the two was not measured.</summary>
/// <param name="Factor">The teacher's bytes over the model's: 10 for a model ten times smaller.</param>
/// <param name="Points">The model's accuracy less the teacher's, in percentage points.</param>
public readonly record struct Comparison(double Factor, double Points)
{
    /// <summary>Where there is no teacher, and of the teacher itself.</summary>
    public static readonly Comparison None = new(double.NaN, double.NaN);

    /// <summary>Compares two measurements.</summary>
    public static Comparison Of(Measurement model, Measurement teacher) =>
        new(
            teacher[Objective.Bytes.Key] / model[Objective.Bytes.Key],
            100 * (model[Objective.Accuracy.Key] - teacher[Objective.Accuracy.Key])
        );
}

/// <summary>The file of a finished model.</summary>
/// <param name="Artifact">Its identity: the SHA-256 of its bytes.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Path">Where it lies, relative to the run's directory, with '/' between folders.</param>
public sealed record ModelFile(ArtifactId Artifact, long Bytes, string Path);

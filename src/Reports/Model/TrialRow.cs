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
/// <param name="Factor">The teacher's bytes over the model's: 10 for a model ten times smaller. Where another length of a file is on the axis of sizes, of that file.</param>
/// <param name="Difference">The model's quality less the teacher's; of shares in percentage points.</param>
/// <param name="IsClose">Whether the model is better than the teacher, or loses little: two points of a share, else a twentieth of the teacher's value.</param>
public readonly record struct Comparison(double Factor, double Difference, bool IsClose)
{
    /// <summary>A loss of a share that many applications would not notice, in percentage points.</summary>
    public const double SmallLoss = 2;

    private const double SmallPart = 0.05;

    /// <summary>Where there is no teacher, and of the teacher itself.</summary>
    public static readonly Comparison None = new(double.NaN, double.NaN, IsClose: false);

    /// <summary>Whether both were measured.</summary>
    public bool IsKnown => double.IsFinite(Factor) && double.IsFinite(Difference);

    /// <summary>Compares two measurements.</summary>
    /// <param name="model">The model's.</param>
    /// <param name="teacher">The teacher's.</param>
    /// <param name="axes">What the study judges quality and size by.</param>
    public static Comparison Of(Measurement model, Measurement teacher, Axes axes)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(teacher);
        ArgumentNullException.ThrowIfNull(axes);
        var (quality, size) = (
            axes.Quality,
            axes.Size.Unit == Objective.Bytes.Unit ? axes.Size.Key : Objective.Bytes.Key
        );
        var (own, other) = (model[quality.Key], teacher[quality.Key]);
        var difference = (quality.IsShare ? 100 : 1) * (own - other);
        var allowed = quality.IsShare ? SmallLoss : SmallPart * Math.Abs(other);
        return new(teacher[size] / model[size], difference, quality.Loss(difference) <= allowed);
    }
}

/// <summary>The file of a finished model.</summary>
/// <param name="Artifact">Its identity: the SHA-256 of its bytes.</param>
/// <param name="Bytes">Its length.</param>
/// <param name="Path">Where it lies, relative to the run's directory, with '/' between folders.</param>
public sealed record ModelFile(ArtifactId Artifact, long Bytes, string Path);

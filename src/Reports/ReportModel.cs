using System.Collections.Immutable;
using Slimfront.Reports.Model;
using Slimfront.Search.Analysis;
using Slimfront.Search.Objectives;
using Slimfront.Search.Pareto;
using Slimfront.Search.Recipes;
using Slimfront.Search.Stages;
using Slimfront.Search.Studies;

namespace Slimfront.Reports;

/// <summary>All that reports tell of a study, in the terms they tell it. A pure function of the study.</summary>
/// <remarks>A study that still runs has a report too: of what is known so far.</remarks>
/// <param name="Spec">The request.</param>
/// <param name="Phase">Where the study stands.</param>
/// <param name="Reason">Why it ended, in one line; null while it runs.</param>
/// <param name="DeviceSeconds">Device seconds spent in completed stages.</param>
/// <param name="Trials">Every trial but the teacher's, in order of number.</param>
/// <param name="Teacher">The teacher's own trial; null where there is none.</param>
/// <param name="Front">The trials of the front, smallest first.</param>
/// <param name="Columns">What was measured: the study's objectives, then everything else there are values of.</param>
/// <param name="Sharing">What trials had in common.</param>
/// <param name="Convergence">How the front grew.</param>
/// <param name="Baselines">Models of the front beside those of simpler recipes; empty where nothing was compared.</param>
public sealed record ReportModel(
    StudySpec Spec,
    StudyPhase Phase,
    string? Reason,
    double DeviceSeconds,
    ImmutableArray<TrialRow> Trials,
    TrialRow? Teacher,
    ImmutableArray<TrialRow> Front,
    ImmutableArray<Objective> Columns,
    StageSharing Sharing,
    Convergence Convergence,
    ImmutableArray<BaselineComparison> Baselines
)
{
    /// <summary>The two objectives that pictures show.</summary>
    public Axes Axes => Axes.Of(Spec.Objectives);

    /// <summary>What models of the front were measured by on the test split and depends on it; the rest is equal.</summary>
    public IEnumerable<Objective> TestColumns =>
        Columns.Where(o =>
            !o.IsAnalytic && o.IsReproducible && Front.Any(t => t.Test.Values.ContainsKey(o.Key))
        );

    /// <summary>The front's best compromise; null where the front is empty.</summary>
    public TrialRow? Knee => Front.FirstOrDefault(t => t.IsKnee);

    /// <summary>What stages ran on, as far as it was said.</summary>
    public ImmutableArray<string> Environments { get; init; } = [];

    /// <summary>Where no model keeps every limit: the one that comes nearest. Else null.</summary>
    public TrialRow? Nearest =>
        Front.IsEmpty
            ? Trials
                .Where(t => t.Outcome is Outcome.Completed && !Broken(t).IsEmpty)
                .MinBy(t => NearestMiss.Distance(Spec.Limits, t.Values))
            : null;

    /// <summary>The limits that a measured model breaks.</summary>
    public ImmutableArray<Limit> Broken(TrialRow trial) =>
        trial.Outcome is Outcome.Completed
            ? [.. Spec.Limits.Where(l => l.Violation(trial.Values[l.Objective]) > 0)]
            : [];

    /// <summary>The teacher, if any, then the trials.</summary>
    public IEnumerable<TrialRow> All => Teacher is null ? Trials : Trials.Prepend(Teacher);

    /// <summary>The trials that failed, the teacher's included.</summary>
    public IEnumerable<TrialRow> Failures => All.Where(t => t.Outcome is Outcome.Failed);

    /// <summary>Reads a study.</summary>
    /// <param name="study">The study.</param>
    /// <param name="pathOf">
    /// Where the file of an artifact lies, relative to the run's directory, with '/' between folders.
    /// </param>
    /// <param name="kindOf">What kind of pipeline made a model, as the planner says it.</param>
    public static ReportModel From(
        Study study,
        Func<ArtifactId, string> pathOf,
        Func<Study, StageKey, PipelineKind> kindOf
    )
    {
        var axes = Axes.Of(study.Spec.Objectives);
        var front = study.FinalFront.IsEmpty ? study.Front() : study.FinalFront;
        var knee = KneeOf(study, front);
        var reference = study.Teacher?.Measurement;
        var rows = new RowReader(study, pathOf, kindOf, reference, [.. front], knee);
        ImmutableArray<TrialRow> trials = [.. study.Trials.Select(rows.Read)];
        return new(
            study.Spec,
            study.Phase,
            study.Reason,
            study.DeviceSeconds,
            trials,
            study.Teacher is { } teacher ? rows.Read(teacher) : null,
            [
                .. trials
                    .Where(t => t.IsFront)
                    .OrderBy(t => axes.Size.Loss(t.Values[axes.Size.Key]))
                    .ThenBy(t => t.Number),
            ],
            Measured(study),
            StageSharing.Of(study),
            Convergence.Of(study),
            BaselineComparison.Of(study)
        )
        {
            Environments = [.. study.Environments],
        };
    }

    private static TrialNumber? KneeOf(Study study, ImmutableArray<TrialNumber> front)
    {
        var points = front
            .Select(n =>
                Axes.ScaledLosses(study.Trial(n).Measurement ?? Measurement.Empty, study.Spec.Objectives)
            )
            .ToArray();
        return ParetoFront.Knee(points) is { } knee ? front[knee] : null;
    }

    private static ImmutableArray<Objective> Measured(Study study)
    {
        var measured = study
            .Trials.Append(study.Teacher)
            .Select(t => t?.Measurement)
            .OfType<Measurement>()
            .ToArray();
        var others = (study.Spec.Data?.Measures ?? [])
            .Union(Objective.All)
            .Where(o => measured.Any(m => m.Values.ContainsKey(o.Key)));
        return [.. study.Spec.Objectives.Union(others)];
    }

    private sealed record RowReader(
        Study Study,
        Func<ArtifactId, string> PathOf,
        Func<Study, StageKey, PipelineKind> KindOf,
        Measurement? Teacher,
        ImmutableHashSet<TrialNumber> Front,
        TrialNumber? Knee
    )
    {
        public TrialRow Read(Trial trial)
        {
            var values = trial.Measurement ?? Measurement.Empty;
            return new(
                trial.Number,
                trial.Origin,
                trial.Summary,
                trial.Configuration,
                KindOf(Study, trial.Model),
                trial.Outcome,
                values,
                trial.Test ?? Measurement.Empty,
                Front.Contains(trial.Number),
                trial.Number == Knee,
                Teacher is null || trial.Number == TrialNumber.Teacher
                    ? Comparison.None
                    : Comparison.Of(values, Teacher, Axes.Of(Study.Spec.Objectives)),
                Study.Result(trial.Model) is { } result
                    ? new(result.Artifact, result.Bytes, PathOf(result.Artifact))
                    : null,
                trial.EndedAfter
            )
            {
                Fidelity = trial.Fidelity,
            };
        }
    }
}

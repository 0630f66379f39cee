using System.Text.Encodings.Web;
using System.Text.Json;
using System.Text.Json.Serialization;
using Slimfront.Actors.Journal;
using Slimfront.Search.Studies;

namespace Slimfront.Cli.Views;

/// <summary>Where a study stands, for programs: one line of JSON.</summary>
public static class StudyJson
{
    private static readonly JsonSerializerOptions Readable = new(JsonSerializerDefaults.Web)
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    /// <summary>The line.</summary>
    /// <param name="study">The study.</param>
    /// <param name="progress">What slots said while they worked, to have every stage told; null to leave stages out.</param>
    public static string Line(Study study, IEnumerable<ProgressPoint>? progress = null)
    {
        ArgumentNullException.ThrowIfNull(study);
        var (baselines, failed) = Summary.Counts(study);
        return JsonSerializer.Serialize(
            new
            {
                Study = study.Spec.Name,
                Phase = Summary.Phase(study),
                study.Reason,
                Trials = study.Ended,
                Budget = study.Spec.Budget.Trials,
                Baselines = baselines,
                Failed = failed,
                study.DeviceSeconds,
                Front = study.Front().Select(n => Trial(study.Trial(n))),
                Teacher = study.Teacher?.Measurement is null ? null : Trial(study.Teacher),
                Stages = progress is null ? null : Stages(study, progress),
            },
            Readable
        );
    }

    private static object Trial(Trial trial) =>
        new
        {
            Trial = trial.Number.Value,
            Recipe = trial.Summary,
            trial.Measurement!.Values,
            Test = trial.Test?.Values,
        };

    private static IEnumerable<object> Stages(Study study, IEnumerable<ProgressPoint> progress)
    {
        var said = progress.ToLookup(p => p.Stage, StringComparer.Ordinal);
        return study.Stages.Values.Select(node => new
        {
            Stage = node.Stage.Key.Hex,
            node.Stage.Operation,
            Status = node.Status.GetType().Name.ToLowerInvariant(),
            node.Attempts,
            node.Result?.Seconds,
            Progress = said[node.Stage.Key.Hex]
                .Select(p => new
                {
                    p.Attempt,
                    p.Percent,
                    p.Text,
                }),
        });
    }
}

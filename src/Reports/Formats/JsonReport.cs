using System.Collections.Immutable;
using System.Text.Json.Nodes;
using Slimfront.Reports.Writing;
using Slimfront.Search.Analysis;
using Slimfront.Search.Objectives;
using Slimfront.Search.Techniques;

namespace Slimfront.Reports.Formats;

/// <summary>The front and what it was found with, for other programs.</summary>
/// <remarks>
/// "schema" is raised when a field changes its meaning or goes away; new fields may come at any time. Numbers are raw; what
/// was not measured or is not finite is null.
/// </remarks>
public sealed class JsonReport : IReportFormat, IDescribed<IReportFormat>
{
    /// <summary>The version of the file's layout.</summary>
    public const int Schema = 1;

    /// <inheritdoc/>
    public static Technique<IReportFormat> Technique { get; } =
        new("json", "—", "the front for other programs (front.json)", [], _ => new JsonReport());

    /// <inheritdoc/>
    public ImmutableArray<string> Write(ReportModel model, string directory) =>
        [ReportFile.Write(directory, "front.json", Document(model).ToJsonString(Json.Indented) + "\n")];

    private static JsonObject Document(ReportModel model) =>
        new()
        {
            ["schema"] = Schema,
            ["study"] = model.Spec.Name,
            ["seed"] = model.Spec.Seed,
            ["phase"] = Json.Key(model.Phase.ToString()),
            ["reason"] = model.Reason,
            ["data"] = Data(model),
            ["objectives"] = Json.Array(model.Spec.Objectives, Json.Objective),
            ["limits"] = Json.Array(
                model.Spec.Limits,
                l => new JsonObject { ["objective"] = l.Objective, ["bound"] = Json.Number(l.Bound) }
            ),
            ["trials"] = model.Trials.Length,
            ["teacher"] = model.Teacher is { } teacher ? Json.Trial(teacher, model.Axes.Quality) : null,
            ["knee"] = model.Knee?.Number.Value,
            ["front"] = Json.Array(model.Front, t => Json.Trial(t, model.Axes.Quality)),
            ["nearest"] = model.Nearest is { } near
                ? new JsonObject
                {
                    ["trial"] = near.Number.Value,
                    ["brokenLimits"] = Json.Array(model.Broken(near), l => JsonValue.Create(l.Objective)),
                }
                : null,
            ["environments"] = Json.Array(model.Environments, e => JsonValue.Create(e)),
            ["hypervolume"] = new JsonObject
            {
                ["value"] = Json.Number(model.Convergence.Final),
                ["reference"] = Json.Array(model.Convergence.Reference, r => Json.Number(r)),
            },
            ["sharing"] = Sharing(model),
            ["deviceSeconds"] = Json.Number(model.DeviceSeconds),
            ["baselines"] = Json.Array(model.Baselines, Baseline),
        };

    private static JsonObject? Data(ReportModel model) =>
        model.Spec.Data is { } data
            ? new()
            {
                ["name"] = data.Name,
                ["fingerprint"] = data.Fingerprint,
                ["shape"] = Json.Array(data.Shape, n => JsonValue.Create(n)),
                [data.OutputPlural] = data.Outputs,
                [$"{data.Output}Names"] = Json.Array(data.OutputNames, n => JsonValue.Create(n)),
                ["scales"] = data.Scales.IsEmpty
                    ? null
                    : Json.Array(
                        data.Scales,
                        s => new JsonObject
                        {
                            ["mean"] = Json.Number(s.Mean),
                            ["deviation"] = Json.Number(s.Deviation),
                        }
                    ),
                ["reading"] = data.Reading,
                ["warnings"] = Json.Array(data.Warnings, w => JsonValue.Create(w)),
                ["train"] = data.Train,
                ["validation"] = data.Validation,
                ["test"] = data.Test,
            }
            : null;

    private static JsonObject Baseline(BaselineComparison c) =>
        new()
        {
            ["trial"] = c.Trial.Number.Value,
            ["kind"] = c.Link.Kind,
            ["baseline"] = c.Baseline?.Number.Value,
            ["verdict"] = Json.Key(c.Verdict.ToString()),
            ["words"] = c.Words,
            ["values"] = Json.Values(c.Trial.Measurement ?? Measurement.Empty),
            ["test"] = Json.Values(c.Trial.Test ?? Measurement.Empty),
            ["baselineValues"] = Json.Values(c.Baseline?.Measurement ?? Measurement.Empty),
            ["baselineTest"] = Json.Values(c.Baseline?.Test ?? Measurement.Empty),
        };

    private static JsonObject Sharing(ReportModel model) =>
        new()
        {
            ["stagesAsked"] = model.Sharing.Asked,
            ["stagesRan"] = model.Sharing.Ran,
            ["stagesFound"] = model.Sharing.Found,
            ["trainingSecondsAsked"] = Json.Number(model.Sharing.TrainingAsked),
            ["trainingSecondsSpent"] = Json.Number(model.Sharing.TrainingSpent),
            ["saved"] = Json.Number(model.Sharing.Saved),
            ["completedMoreThanOnce"] = Json.Array(
                model.Sharing.Repeated,
                r => new JsonObject { ["stage"] = r.Stage.Hex, ["completions"] = r.Completions }
            ),
        };
}

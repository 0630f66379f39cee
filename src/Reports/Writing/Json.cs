using System.Text.Json;
using System.Text.Json.Nodes;
using Slimfront.Reports.Model;
using Slimfront.Search.Objectives;

namespace Slimfront.Reports.Writing;

/// <summary>Pieces of JSON that several reports share.</summary>
public static class Json
{
    /// <summary>For files that people may look into. Line feeds on every machine.</summary>
    public static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, NewLine = "\n" };

    /// <summary>An array of the items.</summary>
    public static JsonArray Array<T>(IEnumerable<T> items, Func<T, JsonNode?> write) =>
        new([.. items.Select(write)]);

    /// <summary>A number; null where it is not finite, for which JSON has no word.</summary>
    public static JsonValue? Number(double number) =>
        double.IsFinite(number) ? JsonValue.Create(number) : null;

    /// <summary>A name as a key: first letter small.</summary>
    public static string Key(string name) => char.ToLowerInvariant(name[0]) + name[1..];

    /// <summary>An objective's key, unit and direction.</summary>
    public static JsonObject Objective(Objective objective) =>
        new()
        {
            ["key"] = objective.Key,
            ["unit"] = objective.Unit,
            ["direction"] = Key(objective.Direction.ToString()),
        };

    /// <summary>Values by name.</summary>
    public static JsonObject Values(Measurement measurement) =>
        new(measurement.Values.Select(v => KeyValuePair.Create(v.Key, (JsonNode?)Number(v.Value))));

    /// <summary>A trial and its model.</summary>
    public static JsonObject Trial(TrialRow trial, Objective quality) =>
        new()
        {
            ["trial"] = trial.IsTeacher ? null : trial.Number.Value,
            ["summary"] = trial.Summary,
            ["kind"] = trial.Kind.Label,
            ["configuration"] = new JsonObject(
                trial.Configuration.Select(p => KeyValuePair.Create(p.Key, (JsonNode?)p.Value.ToString()))
            ),
            ["values"] = Values(trial.Values),
            ["test"] = trial.Test.Values.IsEmpty ? null : Values(trial.Test),
            ["compressionFactor"] = Number(trial.Comparison.Factor),
            [$"{quality.Key}Difference{(quality.IsShare ? "Points" : "")}"] = Number(
                trial.Comparison.Difference
            ),
            ["model"] = trial.Model is { } model
                ? new JsonObject
                {
                    ["sha256"] = model.Artifact.Hex,
                    ["bytes"] = model.Bytes,
                    ["path"] = model.Path,
                }
                : null,
        };
}

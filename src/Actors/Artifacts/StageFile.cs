using System.Text.Json;
using System.Text.Json.Serialization;
using Slimfront.Search.Objectives;
using Slimfront.Search.Stages;
using Slimfront.Search.Studies;

namespace Slimfront.Actors.Artifacts;

/// <summary>What a finished stage gave, as a JSON file that people can read too.</summary>
internal sealed record StageFile(
    int Format,
    string Artifact,
    long Bytes,
    SortedDictionary<string, double> Values,
    SortedDictionary<string, double> Observations,
    double Seconds
)
{
    private const int CurrentFormat = 1;

    private static readonly JsonSerializerOptions Options = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        RespectNullableAnnotations = true,
        RespectRequiredConstructorParameters = true,
    };

    public static byte[] Write(StageResult result) =>
        JsonSerializer.SerializeToUtf8Bytes(
            new StageFile(
                CurrentFormat,
                result.Artifact.Hex,
                result.Bytes,
                Sorted(result.Values),
                Sorted(result.Observations),
                result.Seconds
            ),
            Options
        );

    /// <summary>Null where the file is damaged or of another format: the stage counts as not done.</summary>
    public static StageResult? Read(ReadOnlySpan<byte> json)
    {
        try
        {
            var file = JsonSerializer.Deserialize<StageFile>(json, Options);
            if (file is not { Format: CurrentFormat, Bytes: >= 0 } || !StoreFiles.IsHash(file.Artifact))
                return null;
            return new(
                new ArtifactId(file.Artifact),
                file.Bytes,
                Measurement.From(file.Values),
                Measurement.From(file.Observations),
                file.Seconds
            );
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static SortedDictionary<string, double> Sorted(Measurement measurement) =>
        new(measurement.Values, StringComparer.Ordinal);
}

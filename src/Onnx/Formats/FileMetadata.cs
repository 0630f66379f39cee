using System.Collections.Immutable;
using System.Text.Json;
using Slimfront.Onnx.Schema;
using Slimfront.Search.Studies;

namespace Slimfront.Onnx.Formats;

/// <summary>What is written beside a network: what each output stands for, and how answers become quantities.</summary>
/// <remarks>"outputs", the names as JSON; where answers are quantities "output.mean" and "output.deviation", too.</remarks>
public static class FileMetadata
{
    private const string Outputs = "outputs";

    /// <summary>That of models for some data.</summary>
    public static ImmutableSortedDictionary<string, string> Of(DataInfo info)
    {
        ArgumentNullException.ThrowIfNull(info);
        return Entries(info).ToImmutableSortedDictionary(StringComparer.Ordinal);
    }

    /// <summary>The names of outputs in a file's metadata; empty where there are none, or they are no list of names.</summary>
    internal static ImmutableArray<string> OutputsIn(IEnumerable<TextEntryProto> metadata)
    {
        try
        {
            return metadata.FirstOrDefault(m => m.Key == Outputs) is { } entry
                ? JsonSerializer.Deserialize<ImmutableArray<string>?>(entry.Value) ?? []
                : [];
        }
        catch (JsonException)
        {
            // Somebody else's "outputs".
            return [];
        }
    }

    private static IEnumerable<KeyValuePair<string, string>> Entries(DataInfo info)
    {
        if (info.OutputNames.IsEmpty)
            yield break;
        yield return new(Outputs, JsonSerializer.Serialize(info.OutputNames));
        if (info.Scales.IsEmpty)
            yield break;
        yield return new("output.mean", JsonSerializer.Serialize(info.Scales.Select(s => s.Mean)));
        yield return new("output.deviation", JsonSerializer.Serialize(info.Scales.Select(s => s.Deviation)));
    }
}

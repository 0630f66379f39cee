using System.Collections.Immutable;
using System.Text.Json;
using Slimfront.Search.Studies;

namespace Slimfront.Onnx.Formats;

/// <summary>What is written beside a network: what each output stands for, and how answers become quantities.</summary>
/// <remarks>"outputs", the names as JSON; where answers are quantities "output.mean" and "output.deviation", too.</remarks>
public static class FileMetadata
{
    /// <summary>That of models for some data.</summary>
    public static ImmutableSortedDictionary<string, string> Of(DataInfo info)
    {
        ArgumentNullException.ThrowIfNull(info);
        return Entries(info).ToImmutableSortedDictionary(StringComparer.Ordinal);
    }

    private static IEnumerable<KeyValuePair<string, string>> Entries(DataInfo info)
    {
        if (info.OutputNames.IsEmpty)
            yield break;
        yield return new("outputs", JsonSerializer.Serialize(info.OutputNames));
        if (info.Scales.IsEmpty)
            yield break;
        yield return new("output.mean", JsonSerializer.Serialize(info.Scales.Select(s => s.Mean)));
        yield return new("output.deviation", JsonSerializer.Serialize(info.Scales.Select(s => s.Deviation)));
    }
}

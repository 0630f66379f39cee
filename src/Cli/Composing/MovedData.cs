using System.Collections.Immutable;
using Slimfront.Search.Spaces;

namespace Slimfront.Cli.Composing;

/// <summary>Leads what a study says of its data to where they are now.</summary>
internal static class MovedData
{
    /// <summary>The settings below "data." with their paths led elsewhere.</summary>
    public static Configuration At(Configuration settings, ImmutableDictionary<string, string> moved) =>
        moved.IsEmpty
            ? settings
            : Configuration.From(
                settings.Select(s =>
                    s.Value.Kind == ValueKind.Text && moved.TryGetValue(s.Value.Text, out var there)
                        ? KeyValuePair.Create(s.Key, Value.Of(there))
                        : s
                )
            );
}

using System.Collections.Immutable;
using System.CommandLine;

namespace Slimfront.Cli.Composing;

/// <summary>Where the files of data sets may be: a study that came over the wire must not open any file there is.</summary>
public static class DataFlags
{
    /// <summary>A folder of data sets.</summary>
    public static readonly Option<string[]> Folders = new("--data")
    {
        Description =
            "A folder of data sets; may be repeated. Files that studies name are opened below these folders only, "
            + "relative paths are looked up in them.",
        AllowMultipleArgumentsPerToken = true,
    };

    /// <summary>Whether a runner keeps to its folders; a user's own runs open what the user names.</summary>
    public static readonly Option<bool> Confined = new("--confined")
    {
        Description = "Open data files below the folders of --data only.",
    };

    /// <summary>Where the data of a run are to be looked for if they are not where they were.</summary>
    public static readonly Option<string?> Told = new("--data")
    {
        Description =
            "Where the run's data are now, if they are not where they were: the file or folder, or one that holds it.",
    };

    /// <summary>Data that lie elsewhere than their study says.</summary>
    public static readonly Option<string[]> Moved = new("--moved")
    {
        Description = "A path that a study names and, on a second line, the one to open in its place.",
    };

    /// <summary>The arguments that tell a runner which data lie elsewhere.</summary>
    public static IEnumerable<string> ForRunner(ImmutableDictionary<string, string> moved) =>
        moved.OrderBy(m => m.Key, StringComparer.Ordinal).Select(m => $"{Moved.Name}={m.Key}\n{m.Value}");

    /// <summary>What a runner was told of it.</summary>
    public static ImmutableDictionary<string, string> MovedOf(ParseResult parsed) =>
        (parsed.GetValue(Moved) ?? [])
            .Select(m => m.Split('\n', 2))
            .Where(m => m.Length == 2)
            .ToImmutableDictionary(m => m[0], m => m[1], StringComparer.Ordinal);

    /// <summary>The folders of a runner; null for anywhere.</summary>
    public static string[]? OfRunner(ParseResult parsed) =>
        parsed.GetValue(Confined) ? parsed.GetValue(Folders) ?? [] : null;

    /// <summary>The arguments that tell a runner its folders.</summary>
    /// <param name="folders">Null for anywhere.</param>
    public static IEnumerable<string> ForRunner(string[]? folders) =>
        folders is null
            ? []
            : [Confined.Name, .. folders.Length > 0 ? (string[])[Folders.Name, .. folders] : []];
}

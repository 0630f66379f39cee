using System.CommandLine;

namespace Slimfront.Cli.Commands;

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

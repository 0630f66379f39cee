using Slimfront.Search;

namespace Slimfront.Engine.Data;

/// <summary>What may help where a path leads nowhere.</summary>
public static class LostPath
{
    // Of more files, a near name would be chance.
    private const int MostLooked = 10_000;

    /// <summary>The end of a message that a path leads nowhere: a sentence after a space; empty where it does lead somewhere.</summary>
    public static string Hint(string path)
    {
        if (Path.Exists(path))
            return "";
        // Whole paths have single slashes.
        if (
            path.Contains("http:/", StringComparison.Ordinal)
            || path.Contains("https:/", StringComparison.Ordinal)
        )
            return " Nothing is fetched from the web; save the file here first.";
        if (path.Split('/', '\\').Any(IsForShells))
            return " '~', variables and patterns are not replaced in study files; write the path out.";
        var whole = Path.GetFullPath(path);
        while (Path.GetDirectoryName(whole) is { } parent && !Directory.Exists(parent))
            whole = parent;
        return (whole == Path.GetFullPath(path) ? "" : $" There is no folder '{whole}'.") + Near(whole);
    }

    /// <summary>What a folder has, for a message that it has not what is looked for: a sentence after a space.</summary>
    public static string Found(string folder)
    {
        string[] names = [.. Names(folder).Order(StringComparer.Ordinal)];
        return names.Length == 0 ? " It is empty." : $" It has {Spelling.Listed(names)}.";
    }

    private static bool IsForShells(string part) =>
        part.StartsWith('~') || part.IndexOfAny(['$', '%', '*', '?']) >= 0;

    private static string Near(string path) =>
        Spelling.Hint(Path.GetFileName(path), Names(Path.GetDirectoryName(path) ?? path));

    private static string[] Names(string folder)
    {
        try
        {
            return
            [
                .. Directory
                    .EnumerateFileSystemEntries(folder)
                    .Take(MostLooked)
                    .Select(e => Path.GetFileName(e)),
            ];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}

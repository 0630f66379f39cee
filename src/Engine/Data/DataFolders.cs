using System.Collections.Immutable;
using Slimfront.Search;

namespace Slimfront.Engine.Data;

/// <summary>Where the files of data sets may be: anywhere for a user's own search, below some folders on a node.</summary>
/// <remarks>
/// What counts is where a path ends when all links are followed, so neither ".." nor a symbolic link leads out; a
/// folder is refused whole when a link below it does.
/// </remarks>
public sealed class DataFolders
{
    private const int MostLinks = 40;

    private readonly ImmutableArray<string>? _roots;

    private DataFolders(ImmutableArray<string>? roots) => _roots = roots;

    /// <summary>No restriction.</summary>
    public static DataFolders Anywhere { get; } = new(null);

    /// <summary>Below these folders only; none at all where there are none.</summary>
    /// <exception cref="UserErrorException">One does not exist.</exception>
    public static DataFolders Only(IEnumerable<string> folders)
    {
        ArgumentNullException.ThrowIfNull(folders);
        return new([
            .. folders.Select(f =>
                Directory.Exists(f)
                    ? Real(Path.GetFullPath(f))
                    : throw new UserErrorException($"There is no data folder '{f}'.")
            ),
        ]);
    }

    /// <summary>Where a file or folder that a study names is.</summary>
    /// <param name="given">A path; a relative one is looked up in every folder in turn.</param>
    /// <exception cref="UserErrorException">It is not in the folders. What is elsewhere is not told.</exception>
    public string Find(string given)
    {
        if (_roots is not { } roots)
            return given;
        if (!given.Contains('\0', StringComparison.Ordinal))
            foreach (var root in roots)
            {
                var path = Path.GetFullPath(given, root);
                if (Path.Exists(path) && roots.Any(r => IsInside(path, r)))
                    return path;
            }

        throw new UserErrorException(
            roots.IsEmpty
                ? $"'{given}' cannot be opened: this node has no data folder (--data FOLDER gives it one)."
                : $"'{given}' is not in this node's data folders (those of --data)."
        );
    }

    private static bool IsInside(string path, string root) =>
        IsBelow(Real(path), root)
        && (!Directory.Exists(path) || Links(path).All(l => IsBelow(Real(l), root)));

    private static IEnumerable<string> Links(string folder) =>
        Directory
            .EnumerateFileSystemEntries(
                folder,
                "*",
                new EnumerationOptions
                {
                    RecurseSubdirectories = true,
                    AttributesToSkip = FileAttributes.None,
                }
            )
            .Where(e => File.GetAttributes(e).HasFlag(FileAttributes.ReparsePoint));

    private static bool IsBelow(string path, string root)
    {
        var way = Path.GetRelativePath(root, path);
        return !Path.IsPathRooted(way) && way.Split(Path.DirectorySeparatorChar)[0] != "..";
    }

    // The path with every link on it followed, from the top.
    private static string Real(string path, int links = 0)
    {
        if (Path.GetDirectoryName(path) is not { } parent)
            return path;
        var here = Path.Combine(Real(parent, links), Path.GetFileName(path));
        if (new FileInfo(here).LinkTarget is not { } target)
            return here;
        return links < MostLinks
            ? Real(Path.GetFullPath(target, Path.GetDirectoryName(here)!), links + 1)
            : throw new UserErrorException($"'{path}' is a circle of links.");
    }
}

using System.Collections.Immutable;
using Slimfront.Search;

namespace Slimfront.Engine.Data;

/// <summary>Which pictures a folder holds, of which classes and parts.</summary>
/// <remarks>
/// With a folder train (or training, beside another part) there are parts: test or testing, and val, valid, validation, dev or
/// development. Whatever else stands beside them is refused. Without one, the folders are classes. Pictures of a class may lie
/// in folders below its own.
/// </remarks>
/// <param name="Parts">Where parts are: all together, or training and test, or training, validation and test.</param>
/// <param name="Classes">The names of the folders of classes, in ordinal order.</param>
/// <param name="Files">Of each part: pictures and the name of their class.</param>
/// <param name="Nested">How many pictures lie below the folder of their class.</param>
/// <param name="LeftOut">Files that are no pictures of a class, by what they are.</param>
internal sealed record PictureFolders(
    ImmutableArray<string> Parts,
    ImmutableArray<string> Classes,
    ImmutableArray<ImmutableArray<(string File, string Class)>> Files,
    int Nested,
    ImmutableArray<string> LeftOut
)
{
    private const string Train = "train";
    private const string Training = "training";
    private const int Deepest = 32;

    private static readonly ImmutableArray<string> Tests = ["test", "testing"];

    private static readonly ImmutableArray<string> Validations =
    [
        "val",
        "validation",
        "valid",
        "dev",
        "development",
    ];

    // What also names classes, such as valid and invalid: a part only where there is one for training.
    private static readonly ImmutableArray<string> Certain = ["test", "val", "validation"];

    private static readonly ImmutableArray<string> Litter = ["Thumbs.db", "desktop.ini"];

    /// <summary>Looks through a folder.</summary>
    /// <exception cref="UserErrorException">It is none of the known forms, or leaves a doubt which it is.</exception>
    public static PictureFolders Of(string path)
    {
        if (!Directory.Exists(path))
            throw new UserErrorException(
                $"'{path}' is not a folder; it should hold a folder for each class.{LostPath.Hint(path)}"
            );
        var parts = PartsOf(path);
        var classes = Folders(parts[0]);
        if (classes.Length == 0)
            throw new UserErrorException($"'{parts[0]}' has no folders; each class needs one.");
        var search = new Search();
        foreach (var part in parts.Prepend(path).Distinct(StringComparer.Ordinal))
            search.Beside += Entries(part).Count(e => !Directory.Exists(e) && !IsLitter(e));
        var files = parts.Select(p => search.Files(p, classes)).ToImmutableArray();
        search.RefuseSameFolders(classes);
        return new([.. parts], [.. classes], files, search.Nested, [.. search.LeftOut()]);
    }

    // The folders with the classes: one, or training and test, or training, validation and test.
    private static string[] PartsOf(string path)
    {
        var folders = Folders(path);
        string[] Named(params IEnumerable<string> names) =>
            [.. folders.Where(f => names.Contains(f, StringComparer.OrdinalIgnoreCase))];
        string[] train = Named(Train);
        string[] others = Named(Tests.Concat(Validations));
        if (train.Length == 0 && others.Length > 0)
            train = Named(Training);
        if (train.Length == 0)
            return Named(Certain) is [var lonely, ..]
                ? throw new UserErrorException($"'{path}' has a folder '{lonely}' but no '{Train}'.")
                : [path];
        var validation = Only(path, Named(Validations));
        var test =
            Only(path, Named(Tests))
            ?? throw new UserErrorException(
                $"'{path}' has a folder '{train[0]}' but no '{Tests[0]}'; with the class folders side by side it would be split 60 : 20 : 20."
            );
        if (folders.Except([.. train, .. others], StringComparer.Ordinal).FirstOrDefault() is { } unknown)
            throw new UserErrorException(
                $"'{path}' has the folder '{unknown}' beside '{train[0]}'; known beside it: {string.Join(", ", Tests.Concat(Validations))}."
            );
        string?[] parts = [Only(path, train), validation, test];
        return [.. parts.OfType<string>().Select(p => Path.Combine(path, p))];
    }

    private static string? Only(string path, string[] found) =>
        found.Length < 2
            ? found.FirstOrDefault()
            : throw new UserErrorException(
                $"'{path}' has the folders {string.Join(" and ", found.Select(v => $"'{v}'"))}; one of them is enough."
            );

    private static string[] Folders(string folder) =>
        [
            .. Directory
                .EnumerateDirectories(folder)
                .Select(f => Path.GetFileName(f))
                .Where(n => !n.StartsWith('.'))
                .Order(StringComparer.Ordinal),
        ];

    private static IEnumerable<string> Entries(string folder) =>
        Directory.EnumerateFileSystemEntries(folder).Where(e => !IsHidden(e));

    private static bool IsHidden(string path) => Path.GetFileName(path).StartsWith('.');

    private static bool IsLitter(string path) =>
        Litter.Contains(Path.GetFileName(path), StringComparer.OrdinalIgnoreCase);

    private sealed class Search
    {
        // By class folder: the folders in it, and whether pictures lie beside them.
        private readonly Dictionary<string, (string[] Folders, bool HasPictures)> _classes = new(
            StringComparer.Ordinal
        );
        private int _hidden;

        public int Nested { get; private set; }

        public int Beside { get; set; }

        public IEnumerable<string> LeftOut()
        {
            if (Beside > 0)
                yield return $"{Beside} {(Beside == 1 ? "file" : "files")} beside the folders of classes";
            if (_hidden > 0)
                yield return $"{_hidden} hidden {(_hidden == 1 ? "file or folder" : "files or folders")}";
        }

        public ImmutableArray<(string File, string Class)> Files(string part, string[] classes)
        {
            if (Folders(part).Except(classes, StringComparer.Ordinal).FirstOrDefault() is { } unknown)
                throw new UserErrorException(
                    $"'{Path.Combine(part, unknown)}' is a class without training pictures; known: {string.Join(", ", classes)}."
                );
            return [.. classes.SelectMany(name => Files(part, name).Select(f => (f, name)))];
        }

        // Classes that hold the same folders and nothing else are rather parts, or the level above the classes.
        public void RefuseSameFolders(string[] classes)
        {
            var first = _classes.GetValueOrDefault(classes[0]);
            if (
                classes.Length > 1
                && first.Folders is { Length: > 1 }
                && classes.All(c =>
                    _classes.TryGetValue(c, out var found)
                    && !found.HasPictures
                    && found.Folders.SequenceEqual(first.Folders, StringComparer.Ordinal)
                )
            )
                throw new UserErrorException(
                    $"{Spelling.Listed(classes)} hold no pictures but the same folders, {Spelling.Listed(first.Folders)}: which of them are the classes? Let 'data.images.path' name the folder with a folder for each class."
                );
        }

        private string[] Files(string part, string name)
        {
            var place = Path.Combine(part, name);
            var files = new List<string>();
            if (Directory.Exists(place))
                Collect(place, files, 0);
            if (files.Count == 0)
                throw new UserErrorException($"'{place}' has no pictures; every class needs some.");
            var folders = Folders(place);
            if (folders.FirstOrDefault(IsPart) is { } inside)
                throw new UserErrorException(
                    $"'{Path.Combine(place, inside)}' looks like a part of the data set below a class; parts come first: {inside}/{name}."
                );
            _classes[name] = (folders, files.Any(f => Path.GetDirectoryName(f) == place));
            return [.. files.Order(StringComparer.Ordinal)];
        }

        private static bool IsPart(string name) =>
            Tests
                .Concat(Validations)
                .Append(Train)
                .Append(Training)
                .Contains(name, StringComparer.OrdinalIgnoreCase);

        // A folder that is a link to one above it would be read for ever.
        private static string Followed(string folder) =>
            Directory.ResolveLinkTarget(folder, returnFinalTarget: true) is { } target
            && $"{Path.GetFullPath(folder)}/".StartsWith($"{target.FullName}/", StringComparison.Ordinal)
                ? throw new UserErrorException($"'{folder}' is a link to a folder above it.")
                : folder;

        private void Collect(string folder, List<string> files, int depth)
        {
            if (depth > Deepest)
                throw new UserErrorException(
                    $"'{folder}' is more than {Deepest} folders below its class; is a link a circle?"
                );
            foreach (var entry in Directory.EnumerateFileSystemEntries(folder))
                if (IsHidden(entry) || IsLitter(entry))
                    _hidden++;
                else if (Directory.Exists(entry))
                    Collect(Followed(entry), files, depth + 1);
                else
                {
                    files.Add(entry);
                    Nested += depth > 0 ? 1 : 0;
                }
        }
    }
}

using System.Collections.Immutable;
using Slimfront.Search;
using Slimfront.Search.Spaces;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Data;

/// <summary>A folder of pictures for each class.</summary>
/// <remarks>
/// Either train/CLASS, test/CLASS and, if wanted, val/CLASS (or validation/CLASS; else one twelfth of the training
/// pictures), or CLASS alone, split 60 : 20 : 20. Splits keep each class in proportion. Classes are numbered in ordinal
/// order of their folders' names. Every file of a class folder must be a picture, but for hidden ones.
/// </remarks>
/// <param name="path">The folder.</param>
/// <param name="size">Pictures become squares of this side: see <see cref="Resampling"/>.</param>
/// <param name="isGrey">One channel instead of three.</param>
public sealed class Images(string path, int size, bool isGrey) : IDataSource, IDescribed<IDataSource>
{
    private const string Colour = "rgb";
    private const string Grey = "grey";
    private const string Train = "train";
    private const string Test = "test";

    private static readonly ImmutableArray<string> Validation = ["val", "validation"];
    private static readonly ImmutableArray<string> Litter = ["Thumbs.db", "desktop.ini"];

    /// <inheritdoc/>
    public static Technique<IDataSource> Technique { get; } =
        new(
            "images",
            "—",
            "A folder of pictures for each class, below train, val and test or all together; cut to squares.",
            [
                new Parameter.Text("path", IsPath: true),
                new Parameter.Integer("size", 4, 1024),
                new Parameter.Choice("colours", Colour, Grey),
            ],
            c => new Images(Idx.Required(c, "images"), c.Integer("size"), c.Text("colours") == Grey)
        )
        {
            Usual = Configuration.Of(("size", Value.Of(32))),
        };

    private int Channels => isGrey ? 1 : 3;

    /// <inheritdoc/>
    public DataSet Load()
    {
        if (!Directory.Exists(path))
            throw new UserErrorException(
                $"'{path}' is not a folder; it should hold a folder for each class."
            );
        var parts = Parts();
        var classes = Folders(parts[0]);
        if (classes.Length == 0)
            throw new UserErrorException($"'{parts[0]}' has no folders; each class needs one.");
        var files = parts.Select(p => Files(p, classes)).ToArray();
        (string File, int Class)[] all = [.. files.SelectMany(f => f)];
        int[] labels = [.. all.Select(f => f.Class)];
        return new(
            Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))),
            [Channels, size, size],
            Read([.. all.Select(f => f.File)]),
            labels,
            Split.Of(labels, [.. files.Select(f => f.Length)], Split.UsualValidation)
        );
    }

    // The folders with the classes: one, or training and test, or training, validation and test.
    private string[] Parts()
    {
        var folders = Folders(path);
        string? Named(string name) =>
            folders.FirstOrDefault(f => f.Equals(name, StringComparison.OrdinalIgnoreCase));
        var validation = Validation.Select(Named).OfType<string>().ToArray();
        if (Named(Train) is not { } train)
            return Named(Test) is null && validation.Length == 0
                ? [path]
                : throw new UserErrorException(
                    $"'{path}' has a folder '{Named(Test) ?? validation[0]}' but no '{Train}'."
                );
        if (validation.Length > 1)
            throw new UserErrorException(
                $"'{path}' has the folders {string.Join(" and ", validation.Select(v => $"'{v}'"))}; one of them is enough."
            );
        var test =
            Named(Test)
            ?? throw new UserErrorException(
                $"'{path}' has a folder '{train}' but no '{Test}'; with the class folders side by side it would be split 60 : 20 : 20."
            );
        return [.. ((string[])[train, .. validation, test]).Select(p => Path.Combine(path, p))];
    }

    private static string[] Folders(string folder) =>
        [
            .. Directory
                .EnumerateDirectories(folder)
                .Select(f => Path.GetFileName(f))
                .Where(n => !n.StartsWith('.'))
                .Order(StringComparer.Ordinal),
        ];

    private static (string File, int Class)[] Files(string folder, string[] classes)
    {
        if (Folders(folder).Except(classes, StringComparer.Ordinal).FirstOrDefault() is { } unknown)
            throw new UserErrorException(
                $"'{Path.Combine(folder, unknown)}' is a class without training pictures; known: {string.Join(", ", classes)}."
            );
        return [.. classes.SelectMany((name, index) => Files(folder, name).Select(f => (f, index)))];
    }

    private static string[] Files(string folder, string name)
    {
        var place = Path.Combine(folder, name);
        var files = Directory.Exists(place)
            ? Directory
                .EnumerateFiles(place)
                .Where(f =>
                    Path.GetFileName(f) is var file
                    && !file.StartsWith('.')
                    && !Litter.Contains(file, StringComparer.OrdinalIgnoreCase)
                )
                .Order(StringComparer.Ordinal)
                .ToArray()
            : [];
        return files.Length > 0
            ? files
            : throw new UserErrorException($"'{place}' has no pictures; every class needs some.");
    }

    // In parallel, since unpacking is what takes time; the first bad file in order is the one that is named.
    private float[] Read(string[] files)
    {
        var length = Channels * size * size;
        if ((long)files.Length * length > Array.MaxLength)
            throw new UserErrorException(
                $"'{path}' has {files.Length} pictures, too many at {size}×{size}; a smaller 'data.images.size' may help."
            );
        var values = new float[files.Length * length];
        var problems = new string?[files.Length];
        Parallel.For(0, files.Length, i => problems[i] = Read(files[i], values.AsSpan(i * length, length)));
        return problems.FirstOrDefault(p => p is not null) is { } problem
            ? throw new UserErrorException(problem)
            : values;
    }

    private string? Read(string file, Span<float> into)
    {
        try
        {
            var picture = Picture.Read(file);
            byte[][] planes = isGrey ? [picture.Grey] : [picture.Red, picture.Green, picture.Blue];
            for (var c = 0; c < planes.Length; c++)
                Resampling
                    .Square(planes[c], picture.Width, picture.Height, size)
                    .CopyTo(into[(c * size * size)..]);
            return null;
        }
        catch (InvalidDataException e)
        {
            return $"'{file}' cannot be used: {e.Message}.";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return $"'{file}' cannot be read: {e.Message}";
        }
    }
}

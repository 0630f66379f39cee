using System.Collections.Immutable;
using System.Formats.Tar;
using System.Globalization;
using System.Text;
using Slimfront.Search;
using Slimfront.Search.Spaces;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Data;

/// <summary>CIFAR-10 or CIFAR-100, the binary version: 32×32 colour images, 3,072 bytes each, red plane first.</summary>
/// <remarks>
/// A. Krizhevsky, "Learning Multiple Layers of Features from Tiny Images" (2009),
/// https://www.cs.toronto.edu/~kriz/cifar.html. A record of CIFAR-10 is the label and the image, one of CIFAR-100 the
/// coarse label, the fine label and the image. One tenth of the training images (5,000), each class in proportion, is the
/// validation split, as in He et al. (2016), arXiv:1512.03385 §4.2.
/// </remarks>
/// <param name="path">The folder with the files or the archive, or the archive itself.</param>
/// <param name="isCoarse">Whether the labels are the 20 coarse ones of CIFAR-100.</param>
public sealed class Cifar(string path, bool isCoarse) : IDataSource, IDescribed<IDataSource>
{
    private const double ValidationShare = 0.1;
    private const int Pixels = 3 * 32 * 32;
    private const string Fine = "fine";
    private const string Coarse = "coarse";

    private static readonly ImmutableArray<Edition> Editions =
    [
        new(
            "cifar-10",
            "cifar-10-batches-bin",
            [.. Enumerable.Range(1, 5).Select(i => $"data_batch_{i}.bin")],
            "test_batch.bin",
            [10],
            ["batches.meta.txt"]
        ),
        new(
            "cifar-100",
            "cifar-100-binary",
            ["train.bin"],
            "test.bin",
            [20, 100],
            ["coarse_label_names.txt", "fine_label_names.txt"]
        ),
    ];

    /// <inheritdoc/>
    public static Technique<IDataSource> Technique { get; } =
        new(
            "cifar",
            "https://www.cs.toronto.edu/~kriz/cifar.html",
            "CIFAR-10 or CIFAR-100, the binary version: its folder, or the .tar.gz as downloaded.",
            [new Parameter.Text("path", IsPath: true), new Parameter.Choice("labels", Fine, Coarse)],
            c => new Cifar(Idx.Required(c, "cifar"), c.Text("labels") == Coarse)
        );

    /// <inheritdoc/>
    public SourceData Load()
    {
        var (edition, files) = Find();
        if (isCoarse && edition.Classes.Length == 1)
            throw new UserErrorException(
                $"'{path}' is {edition.Name}, which has no coarse labels; set 'data.cifar.labels' to fine."
            );
        var values = new List<float>();
        string[] train = [.. edition.Train.SelectMany(f => Read(edition, files, f, values))];
        string[] test = [.. Read(edition, files, edition.Test, values)];
        return new(
            isCoarse ? $"{edition.Name}-coarse" : edition.Name,
            [3, 32, 32],
            values.ToArray(),
            [new($"'{path}' (train)", "image", train), new($"'{path}' ({edition.Test})", "image", test)]
        )
        {
            Hints = new() { Meanings = Meanings(files, edition.Meanings[isCoarse ? 0 : ^1]) },
            Validation = ValidationShare,
        };
    }

    // The files that say what labels mean: a name in each line.
    private static string[] Meanings(Dictionary<string, byte[]> files, string name) =>
        files.TryGetValue(name, out var content)
            ? Encoding
                .UTF8.GetString(content)
                .Split('\n', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries)
            : [];

    private List<string> Read(
        Edition edition,
        Dictionary<string, byte[]> files,
        string name,
        List<float> values
    )
    {
        if (!files.TryGetValue(name, out var content))
            throw new UserErrorException(
                $"'{path}' has no '{name}'; {edition.Name} is {string.Join(", ", edition.Files)}."
            );
        var record = edition.Classes.Length + Pixels;
        if (content.Length == 0 || content.Length % record != 0)
            throw new UserErrorException(
                $"'{name}' in '{path}' is damaged: its {content.Length} bytes are not records of {record}."
            );
        var label = isCoarse ? 0 : edition.Classes.Length - 1;
        var labels = new List<string>();
        for (var start = 0; start < content.Length; start += record)
        {
            if (content[start + label] >= edition.Classes[label])
                throw new UserErrorException(
                    $"'{name}' in '{path}' is damaged: record {start / record} has the label {content[start + label]}; {edition.Classes[label]} classes count from 0."
                );
            labels.Add(content[start + label].ToString(CultureInfo.InvariantCulture));
            foreach (var value in content.AsSpan(start + edition.Classes.Length, Pixels))
                values.Add(value);
        }
        return labels;
    }

    // The one edition that is there, and its files by name.
    private (Edition Edition, Dictionary<string, byte[]> Files) Find()
    {
        if (!Directory.Exists(path) && !File.Exists(path))
            throw new UserErrorException(
                $"'{path}' is neither a folder nor a file; it should hold the binary version of CIFAR-10 or CIFAR-100.{LostPath.Hint(path)}"
            );
        var files = File.Exists(path) ? Unpack(path) : [];
        var places = Editions
            .Select(e => (Edition: e, Place: File.Exists(path) ? null : Place(e)))
            .Where(p => p.Place is not null || p.Edition.Files.Any(files.ContainsKey))
            .ToArray();
        if (places.Length == 0)
            throw new UserErrorException(
                $"'{path}' has neither {Editions[0].Train[0]} (CIFAR-10) nor {Editions[1].Train[0]} (CIFAR-100), nor an archive with them; the Python and MATLAB versions are not read.{(File.Exists(path) ? "" : LostPath.Found(path))}"
            );
        if (places.Length > 1)
            throw new UserErrorException(
                $"'{path}' holds both CIFAR-10 and CIFAR-100; let 'data.cifar.path' name the folder or archive of one."
            );
        var (edition, place) = places[0];
        if (place is not null)
            files = File.Exists(place) ? Unpack(place) : ReadFolder(edition, place);
        return (edition, files);
    }

    // Where an edition is below a folder: its files, the folder of the archive, or the archive.
    private string? Place(Edition edition)
    {
        string[] folders = [path, Path.Combine(path, edition.Folder)];
        var archive = Path.Combine(path, edition.Archive);
        return folders.FirstOrDefault(f => edition.Files.Any(n => File.Exists(Path.Combine(f, n))))
            ?? (File.Exists(archive) ? archive : null);
    }

    private static Dictionary<string, byte[]> ReadFolder(Edition edition, string folder) =>
        edition
            .Files.Concat(edition.Meanings)
            .Where(n => File.Exists(Path.Combine(folder, n)))
            .ToDictionary(n => n, n => PackedFile.Read(Path.Combine(folder, n)), StringComparer.Ordinal);

    private static Dictionary<string, byte[]> Unpack(string archive)
    {
        var known = Editions.SelectMany(e => e.Files.Concat(e.Meanings)).ToHashSet(StringComparer.Ordinal);
        var files = new Dictionary<string, byte[]>(StringComparer.Ordinal);
        try
        {
            using var reader = new TarReader(new MemoryStream(PackedFile.Read(archive)));
            while (reader.GetNextEntry() is { } entry)
            {
                var name = entry.Name[(entry.Name.LastIndexOf('/') + 1)..];
                if (!known.Contains(name) || entry.DataStream is null)
                    continue;
                using var content = new MemoryStream();
                entry.DataStream.CopyTo(content);
                files[name] = content.ToArray();
            }
        }
        catch (Exception e) when (e is InvalidDataException or IOException or FormatException)
        {
            throw new UserErrorException($"'{archive}' is damaged: it is not a whole tar archive.", e);
        }
        return files;
    }

    // Classes and meanings: of each label byte of a record.
    private sealed record Edition(
        string Name,
        string Folder,
        ImmutableArray<string> Train,
        string Test,
        ImmutableArray<int> Classes,
        ImmutableArray<string> Meanings
    )
    {
        public string Archive => $"{Name}-binary.tar.gz";

        public IEnumerable<string> Files => [.. Train, Test];
    }
}

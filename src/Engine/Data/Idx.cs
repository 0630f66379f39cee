using System.Collections.Immutable;
using System.Globalization;
using Slimfront.Engine.Tasks;
using Slimfront.Search;
using Slimfront.Search.Spaces;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Data;

/// <summary>The four IDX files of MNIST, Fashion-MNIST and their like in a folder.</summary>
/// <remarks>
/// One twelfth of the training files (5,000 of 60,000), each class in proportion, is the validation split.
/// </remarks>
/// <param name="path">The folder.</param>
/// <param name="name">What the data set is called.</param>
public sealed class Idx(string path, string name) : IDataSource, IDescribed<IDataSource>
{
    // What stands before "idx" and after "ubyte": both spellings are in circulation.
    private static readonly string[] Endings = ["-", "-.gz", ".", "..gz"];

    /// <inheritdoc/>
    public static Technique<IDataSource> Technique { get; } =
        new(
            "idx",
            "http://yann.lecun.com/exdb/mnist",
            "A folder with the four IDX files of MNIST or its like, packed with gzip or not.",
            [new Parameter.Text("path", IsPath: true)],
            c => new Idx(
                Required(c, "idx"),
                Path.GetFileName(Path.TrimEndingDirectorySeparator(c.Text("path")))
            )
        );

    /// <summary>What labels mean, by their number; empty where only the number is known.</summary>
    internal ImmutableArray<string> Names { get; init; } = [];

    /// <summary>Whether a folder has the files.</summary>
    internal static bool IsIn(string folder) => Find(folder, "train-images", 3) is not null;

    /// <summary>The path that a source was given.</summary>
    internal static string Required(Configuration configuration, string source) =>
        configuration.Text("path", "") is { Length: > 0 } path
            ? path
            : throw new UserErrorException(
                $"'data.{source}.path' is not set; it says where the files of '{source}' are."
            );

    /// <inheritdoc/>
    public SourceData Load()
    {
        if (!Directory.Exists(path))
            throw new UserErrorException(
                $"'{path}' is not a folder; it should hold the IDX files of '{name}'.{LostPath.Hint(path)}"
            );
        var (trainValues, trainLabels) = ReadPair("train");
        var (testValues, testLabels) = ReadPair("t10k");
        if (!trainValues.Shape[1..].SequenceEqual(testValues.Shape[1..]))
            throw new UserErrorException(
                $"The images in '{path}' are {Size(trainValues)} for training and {Size(testValues)} for test; they must agree."
            );
        var values = new float[trainValues.Values.Length + testValues.Values.Length];
        Widen(trainValues.Values.Span, values);
        Widen(testValues.Values.Span, values.AsSpan(trainValues.Values.Length));
        return new(name, [1, .. trainValues.Shape[1..]], values, [trainLabels, testLabels])
        {
            Hints = new() { Meanings = Names },
        };
    }

    private (IdxFile Values, TargetPart Labels) ReadPair(string part)
    {
        var images = IdxFile.Read(Existing($"{part}-images", 3), 3);
        var labels = IdxFile.Read(Existing($"{part}-labels", 1), 1);
        if (images.Shape[0] != labels.Shape[0])
            throw new UserErrorException(
                $"'{path}' has {images.Shape[0]} {part} images but {labels.Shape[0]} labels for them."
            );
        return (
            images,
            new(
                $"'{path}' ({part})",
                "example",
                [.. labels.Values.Span.ToArray().Select(b => b.ToString(CultureInfo.InvariantCulture))]
            )
        );
    }

    private string Existing(string stem, int dimensions) =>
        Find(path, stem, dimensions)
        ?? throw new UserErrorException(
            $"'{path}' has no '{stem}-idx{dimensions}-ubyte' (or .gz); the four files of '{name}' belong together.{LostPath.Found(path)}"
        );

    private static string? Find(string folder, string stem, int dimensions) =>
        Endings
            .Select(end => Path.Combine(folder, $"{stem}{end[0]}idx{dimensions}-ubyte{end[1..]}"))
            .FirstOrDefault(File.Exists);

    private static string Size(IdxFile images) => string.Join('×', images.Shape[1..]);

    private static void Widen(ReadOnlySpan<byte> from, Span<float> to)
    {
        for (var i = 0; i < from.Length; i++)
            to[i] = from[i];
    }
}

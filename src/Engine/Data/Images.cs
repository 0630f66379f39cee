using Slimfront.Engine.Tasks;
using Slimfront.Search;
using Slimfront.Search.Spaces;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Data;

/// <summary>A folder of pictures for each class.</summary>
/// <remarks>
/// Either train/CLASS, test/CLASS and, if wanted, val/CLASS (else one twelfth of the training pictures), or CLASS alone,
/// split 60 : 20 : 20: see <see cref="PictureFolders"/>. Splits keep each class in proportion. Every file of a class folder must
/// be a picture, but for hidden ones. Pictures of 16 bits are scaled to 0…255 by the range of the format, without rounding.
/// </remarks>
/// <param name="path">The folder.</param>
/// <param name="size">Pictures become squares of this side: see <see cref="Resampling"/>.</param>
/// <param name="isGrey">One channel instead of three.</param>
public sealed class Images(string path, int size, bool isGrey) : IDataSource, IDescribed<IDataSource>
{
    private const string Colour = "rgb";
    private const string Grey = "grey";
    private const int ShownProblems = 3;

    // Below this share of their range, pictures of 16 bits are much darker than those of 8 bits beside them.
    private const int Bright = 65536 / 4;

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
    public SourceData Load()
    {
        var folders = PictureFolders.Of(path);
        string[] files = [.. folders.Files.SelectMany(f => f.Select(p => p.File))];
        var (values, warnings) = Read(files);
        return new(
            Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(path))),
            [Channels, size, size],
            values,
            [
                .. folders.Files.Select(
                    (files, p) =>
                        new TargetPart($"'{folders.Parts[p]}'", "picture", [.. files.Select(f => f.Class)])
                ),
            ]
        )
        {
            Hints = new() { AreNames = true },
            Reading = Reading(folders),
            Warnings = [.. folders.LeftOut.Select(l => $"left out: {l}"), .. warnings],
        };
    }

    private static string Reading(PictureFolders folders)
    {
        var parts = folders.Parts.Length == 1 ? [] : folders.Parts.Select(p => Path.GetFileName(p));
        string[] words =
        [
            .. folders.Parts.Length == 1 ? (string[])[] : [$"parts {string.Join(", ", parts)}"],
            .. folders.Nested == 0
                ? (string[])[]
                :
                [
                    $"{folders.Nested} of {folders.Files.Sum(f => f.Length)} pictures from folders below those of the classes",
                ],
        ];
        return string.Join(", ", words);
    }

    // In parallel, since unpacking is what takes time; of bad files the first in order are named.
    private (float[] Values, string[] Warnings) Read(string[] files)
    {
        var length = Channels * size * size;
        if ((long)files.Length * length > Array.MaxLength)
            throw new UserErrorException(
                $"'{path}' has {files.Length} pictures, too many at {size}×{size}; a smaller 'data.images.size' may help."
            );
        var values = new float[files.Length * length];
        var found = new Found[files.Length];
        Parallel.For(0, files.Length, i => found[i] = Read(files[i], values.AsSpan(i * length, length)));
        string[] problems = [.. found.Select(f => f.Problem).OfType<string>()];
        if (problems.Length > 0)
            throw new UserErrorException(Refusal(problems, files.Length));
        return (values, Depths(files, found));
    }

    private static string Refusal(string[] problems, int of) =>
        problems.Length == 1
            ? problems[0]
            : $"{problems.Length} of {of} pictures cannot be read: {string.Join(" ", problems.Take(ShownProblems))}"
                + (problems.Length > ShownProblems ? $" And {problems.Length - ShownProblems} more." : "");

    // Pictures of 16 bits are scaled by what the format can hold, whatever part of it they use.
    private static string[] Depths(string[] files, Found[] found)
    {
        var deep = found.Count(f => f.Brightest is not null);
        if (deep == 0)
            return [];
        var brightest = found.Max(f => f.Brightest ?? 0);
        if (deep < files.Length && brightest < Bright)
            throw new UserErrorException(
                $"{deep} of {files.Length} pictures have 16 bits but no value above {brightest} of 65535, so they would be much darker than those of 8 bits; the first is '{files[Array.FindIndex(found, f => f.Brightest is not null)]}'."
            );
        return
        [
            $"{deep} of {files.Length} pictures have 16 bits a channel, with values to {brightest}; they are scaled by 65535",
        ];
    }

    private Found Read(string file, Span<float> into)
    {
        try
        {
            var picture = Picture.Read(file);
            ushort[][] planes = isGrey ? [picture.Grey] : [picture.Red, picture.Green, picture.Blue];
            for (var c = 0; c < planes.Length; c++)
                Resampling
                    .Square(planes[c], picture.Width, picture.Height, size, picture.Scale)
                    .CopyTo(into[(c * size * size)..]);
            return new(null, picture.IsDeep ? planes.Max(p => p.Max()) : null);
        }
        catch (InvalidDataException e)
        {
            return new($"'{file}' cannot be used: {e.Message}.", null);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return new($"'{file}' cannot be read: {e.Message}", null);
        }
    }

    // Of a file: why it is no picture, or its largest value where it has 16 bits.
    private readonly record struct Found(string? Problem, int? Brightest);
}

using System.Collections.Immutable;
using System.IO.Compression;
using Slimfront.Engine.Tasks;
using Slimfront.Search;
using Slimfront.Search.Spaces;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Data;

/// <summary>A file of NumPy arrays, as <c>numpy.savez</c> and <c>savez_compressed</c> write it.</summary>
/// <remarks>
/// Arrays: x_train, y_train, x_test, y_test and, if wanted, x_val, y_val (else one twelfth of the training examples);
/// or x and y alone, split 60 : 20 : 20. Splits keep each class in proportion. Inputs are [n, features], [n, height, width]
/// or pictures with channels, whose axes <see cref="NpzLayout"/> tells. A regression may have several targets for each input: y is [n] or [n, targets].
/// </remarks>
/// <param name="path">The file.</param>
/// <param name="layout">The order of axes: see <see cref="NpzLayout"/>.</param>
public sealed class Npz(string path, string layout = NpzLayout.Auto) : IDataSource, IDescribed<IDataSource>
{
    private const string Validation = "_val";
    private static readonly ImmutableArray<string> Parts = ["_train", Validation, "_test"];
    private static readonly ImmutableArray<string> Known =
    [
        .. Parts.SelectMany(p => (string[])["x" + p, "y" + p]),
    ];

    /// <inheritdoc/>
    public static Technique<IDataSource> Technique { get; } =
        new(
            "npz",
            "—",
            "A NumPy .npz file with x_train, y_train, x_test, y_test and maybe x_val, y_val; or x and y.",
            [
                new Parameter.Text("path", IsPath: true),
                new Parameter.Choice("layout", NpzLayout.Auto, NpzLayout.First, NpzLayout.Last),
            ],
            c => new Npz(Idx.Required(c, "npz"), c.Text("layout"))
        );

    /// <inheritdoc/>
    public SourceData Load()
    {
        var (arrays, others) = ReadArrays();
        if (arrays.Count == 0)
            throw Refuse(
                $"it has {(others.Count == 0 ? "no arrays" : $"the arrays {Spelling.Listed(others)}")}; inputs and labels are to be called {string.Join(", ", Known)}, or x and y alone"
            );
        var parts = PartsOf(arrays.Keys);
        var inputs = parts.Select(p => Find(arrays, "x" + p)).ToArray();
        var labels = parts.Select(p => Labels(arrays, "y" + p)).ToArray();
        for (var p = 0; p < parts.Length; p++)
            if (inputs[p].Shape[0] != labels[p].Count)
                throw Refuse(
                    $"'x{parts[p]}' has {inputs[p].Shape[0]} inputs but 'y{parts[p]}' {labels[p].Count} labels"
                );
        if (inputs.FirstOrDefault(i => i.IsText) is { } text)
            throw Refuse($"its inputs are of type '{text.Type}', which is text");
        if (inputs.Any(i => !i.Shape[1..].SequenceEqual(inputs[0].Shape[1..])))
            throw Refuse("the inputs of its splits differ in shape");
        var axes = NpzLayout.Of(path, "x" + parts[0], inputs[0].Shape, layout);
        return new(
            Path.GetFileNameWithoutExtension(path),
            axes.Shape,
            inputs.SelectMany(i => axes.Arrange(i.ToSingle())).ToArray(),
            [.. labels]
        )
        {
            Reading = axes.Reading,
            Warnings = others.Count == 0 ? [] : [$"left out: the arrays {Spelling.Listed(others)}"],
        };
    }

    // Which arrays belong together: what they are called must leave no doubt.
    private string[] PartsOf(ICollection<string> names)
    {
        if (
            names.FirstOrDefault(n => n.Length > 1 && !Known.Contains(n, StringComparer.Ordinal)) is
            { } unknown
        )
            throw Refuse(
                $"it has an array '{unknown}'; known are {string.Join(", ", Known)}, or x and y alone"
            );
        if (names.FirstOrDefault(n => n.Length == 1) is { } whole)
            return names.FirstOrDefault(n => n.Length > 1) is { } part
                ? throw Refuse($"it has both '{whole}' and '{part}'; let it have x and y, or parts of them")
                : [""];
        return names.Contains("x" + Validation) || names.Contains("y" + Validation)
            ? [.. Parts]
            : [.. Parts.Where(p => p != Validation)];
    }

    private TargetPart Labels(Dictionary<string, NpyArray> arrays, string name)
    {
        var array = Find(arrays, name);
        if (array.Shape.Contains(0) || (array.Shape.Length > 2 && array.Shape.Skip(1).Any(n => n != 1)))
            throw Refuse(
                $"'{name}' has the shape ({string.Join(", ", array.Shape)}); labels are one number or text for each input, or a row of numbers"
            );
        var columns = array.Shape.Skip(1).Aggregate(1, (product, n) => product * n);
        return new($"'{path}': '{name}'", "example", Guard(name, array.ToLabels), columns);
    }

    private NpyArray Find(Dictionary<string, NpyArray> arrays, string name)
    {
        if (!arrays.TryGetValue(name, out var array))
            throw Refuse(
                $"it has no array '{name}'{(name == "x" ? " or 'x_train'" : "")}; it has {Names(arrays)}"
            );
        return array.Shape.IsEmpty ? throw Refuse($"'{name}' is a single number") : array;
    }

    // Arrays by name, and the names of those that are neither inputs nor labels, which are not looked at.
    private (Dictionary<string, NpyArray> Arrays, List<string> Others) ReadArrays()
    {
        try
        {
            if (!PackedFile.HasContent(path))
                throw Refuse("it is empty, or a pipe or a device");
            using var archive = ZipFile.OpenRead(path);
            var arrays = new Dictionary<string, NpyArray>(StringComparer.Ordinal);
            var others = new List<string>();
            foreach (
                var entry in archive.Entries.Where(e => e.Name.EndsWith(".npy", StringComparison.Ordinal))
            )
                if (IsOurs(entry.Name[..^4]))
                    arrays[entry.Name[..^4]] = Guard(entry.Name, () => NpyArray.Parse(Unpack(entry)));
                else
                    others.Add(entry.Name[..^4]);
            return (arrays, others);
        }
        catch (InvalidDataException e)
        {
            throw Refuse("it is not a whole zip archive", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw PackedFile.Unreadable(path, e);
        }
    }

    // x, y, x_train and what looks like them: a misspelt part must not be passed over.
    private static bool IsOurs(string name) =>
        name is "x" or "y"
        || name.StartsWith("x_", StringComparison.OrdinalIgnoreCase)
        || name.StartsWith("y_", StringComparison.OrdinalIgnoreCase);

    private static byte[] Unpack(ZipArchiveEntry entry)
    {
        using var stream = entry.Open();
        using var memory = new MemoryStream();
        stream.CopyTo(memory);
        var content = memory.ToArray();
        return Crc32.Of(content) == entry.Crc32
            ? content
            : throw new InvalidDataException("its checksum is wrong");
    }

    private static string Names(Dictionary<string, NpyArray> arrays) =>
        string.Join(", ", arrays.Keys.Order(StringComparer.Ordinal));

    private T Guard<T>(string array, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidDataException e)
        {
            throw Refuse($"'{array}' is not usable: {e.Message.TrimEnd('.')}", e);
        }
    }

    private UserErrorException Refuse(string reason, Exception? inner = null) =>
        new($"'{path}': {reason}.", inner);
}

using System.Collections.Immutable;
using System.IO.Compression;
using Slimfront.Search;
using Slimfront.Search.Spaces;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Data;

/// <summary>A file of NumPy arrays, as <c>numpy.savez</c> and <c>savez_compressed</c> write it.</summary>
/// <remarks>
/// Arrays: x_train, y_train, x_test, y_test and, if wanted, x_val, y_val (else one twelfth of the training examples);
/// or x and y alone, split 60 : 20 : 20. Splits keep each class in proportion. Inputs are [n, features],
/// [n, height, width] or [n, channels, height, width]; labels are whole numbers from 0.
/// </remarks>
/// <param name="path">The file.</param>
public sealed class Npz(string path) : IDataSource, IDescribed<IDataSource>
{
    /// <inheritdoc/>
    public static Technique<IDataSource> Technique { get; } =
        new(
            "npz",
            "—",
            "A NumPy .npz file with x_train, y_train, x_test, y_test and maybe x_val, y_val; or x and y.",
            [new Parameter.Text("path", IsPath: true)],
            c => new Npz(Idx.Required(c, "npz"))
        );

    /// <inheritdoc/>
    public DataSet Load()
    {
        var arrays = ReadArrays();
        string[] parts =
            arrays.ContainsKey("x") ? [""]
            : arrays.ContainsKey("x_val") ? ["_train", "_val", "_test"]
            : ["_train", "_test"];
        var inputs = parts.Select(p => Find(arrays, "x" + p)).ToArray();
        var labels = parts.Select(p => Labels(arrays, "y" + p)).ToArray();
        for (var p = 0; p < parts.Length; p++)
            if (inputs[p].Shape[0] != labels[p].Length)
                throw Refuse(
                    $"'x{parts[p]}' has {inputs[p].Shape[0]} inputs but 'y{parts[p]}' {labels[p].Length} labels"
                );
        if (inputs.Any(i => !i.Shape[1..].SequenceEqual(inputs[0].Shape[1..])))
            throw Refuse("the inputs of its splits differ in shape");
        int[] all = [.. labels.SelectMany(l => l)];
        return new(
            Path.GetFileNameWithoutExtension(path),
            InputShape(inputs[0].Shape),
            inputs.SelectMany(i => i.ToSingle()).ToArray(),
            all,
            Split.Of(all, [.. labels.Select(l => l.Length)], Split.UsualValidation)
        );
    }

    private ImmutableArray<int> InputShape(ImmutableArray<int> shape) =>
        shape.Length switch
        {
            2 or 4 => shape[1..],
            3 => [1, .. shape[1..]],
            _ => throw Refuse($"its inputs have {shape.Length} dimensions; 2, 3 or 4 are understood"),
        };

    private int[] Labels(Dictionary<string, NpyArray> arrays, string name)
    {
        var array = Find(arrays, name);
        if (array.Shape.Skip(1).Any(n => n != 1))
            throw Refuse(
                $"'{name}' has the shape ({string.Join(", ", array.Shape)}); labels are one number per input"
            );
        return Guard(name, array.ToLabels);
    }

    private NpyArray Find(Dictionary<string, NpyArray> arrays, string name)
    {
        if (!arrays.TryGetValue(name, out var array))
            throw Refuse(
                $"it has no array '{name}'; it has {string.Join(", ", arrays.Keys.Order(StringComparer.Ordinal))}"
            );
        return array.Shape.IsEmpty ? throw Refuse($"'{name}' is a single number") : array;
    }

    private Dictionary<string, NpyArray> ReadArrays()
    {
        try
        {
            using var archive = ZipFile.OpenRead(path);
            var arrays = new Dictionary<string, NpyArray>(StringComparer.Ordinal);
            foreach (
                var entry in archive.Entries.Where(e => e.Name.EndsWith(".npy", StringComparison.Ordinal))
            )
                arrays[entry.Name[..^4]] = Guard(entry.Name, () => NpyArray.Parse(Unpack(entry)));
            return arrays;
        }
        catch (InvalidDataException e)
        {
            throw Refuse("it is not a whole zip archive", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new UserErrorException($"'{path}' cannot be read: {e.Message}", e);
        }
    }

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

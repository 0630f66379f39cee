using System.Collections.Frozen;
using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace Slimfront.Engine.Artifacts;

/// <summary>A safetensors file in memory.</summary>
public sealed class SafetensorsFile
{
    private readonly FrozenDictionary<string, (StoredTensor Tensor, ReadOnlyMemory<byte> Content)> _tensors;
    private readonly string _path;

    private SafetensorsFile(
        string path,
        SafetensorsHeader header,
        IEnumerable<(StoredTensor Tensor, ReadOnlyMemory<byte> Content)> tensors
    )
    {
        (_path, Header) = (path, header);
        _tensors = tensors.ToFrozenDictionary(t => t.Tensor.Name, StringComparer.Ordinal);
    }

    /// <summary>What it holds.</summary>
    public SafetensorsHeader Header { get; }

    /// <summary>Reads a file whole.</summary>
    /// <exception cref="InvalidDataException">It is damaged or not in this format; one line names it and says why.</exception>
    public static SafetensorsFile Read(string path)
    {
        try
        {
            ReadOnlyMemory<byte> file = File.ReadAllBytes(path);
            var (header, start) = SafetensorsHeader.Parse(file);
            return new(path, header, Cut(file[start..], header.Tensors));
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"'{path}' is not a whole safetensors file: {e.Message}.", e);
        }
    }

    /// <summary>Writes a file; it appears under its name only when it is whole and on the disk.</summary>
    /// <param name="path">Where.</param>
    /// <param name="header">What it holds.</param>
    /// <param name="contents">The bytes of each tensor, in the header's order.</param>
    public static void Write(
        string path,
        SafetensorsHeader header,
        IReadOnlyList<ReadOnlyMemory<byte>> contents
    )
    {
        ArgumentNullException.ThrowIfNull(header);
        for (var i = 0; i < header.Tensors.Length; i++)
            if (contents[i].Length != header.Tensors[i].Bytes)
                throw new ArgumentException(
                    $"Tensor '{header.Tensors[i].Name}' takes {header.Tensors[i].Bytes} bytes, not {contents[i].Length}.",
                    nameof(contents)
                );
        AtomicFile.Write(
            path,
            stream =>
            {
                stream.Write(header.ToBytes());
                foreach (var content in contents)
                    stream.Write(content.Span);
            }
        );
    }

    /// <summary>Whether there is a tensor of the name.</summary>
    public bool Has(string name) => _tensors.ContainsKey(name);

    /// <summary>The text under a key of the metadata.</summary>
    /// <exception cref="InvalidDataException">There is none.</exception>
    public string Text(string key) =>
        Header.Metadata.TryGetValue(key, out var text)
            ? text
            : throw new InvalidDataException($"'{_path}' has no '{key}' in its metadata.");

    /// <summary>The values of a single-precision tensor.</summary>
    /// <exception cref="InvalidDataException">There is none of that name, type and shape.</exception>
    public float[] Singles(string name, params ReadOnlySpan<long> shape) =>
        MemoryMarshal.Cast<byte, float>(Content(name, StoredType.F32, shape).Span).ToArray();

    /// <summary>A row of bytes.</summary>
    /// <exception cref="InvalidDataException">There is none of that name and length.</exception>
    public ReadOnlyMemory<byte> Bytes(string name, long length) => Content(name, StoredType.U8, [length]);

    /// <summary>The exception that says in one line what is wrong with the file.</summary>
    public InvalidDataException Damaged(string problem) => new($"'{_path}': {problem}.");

    /// <summary>The same file with what one of its tensors turned out to hold.</summary>
    internal SafetensorsFile With(
        IReadOnlyList<(StoredTensor Tensor, ReadOnlyMemory<byte> Content)> tensors
    ) => new(_path, Header with { Tensors = [.. tensors.Select(t => t.Tensor)] }, tensors);

    private static IEnumerable<(StoredTensor, ReadOnlyMemory<byte>)> Cut(
        ReadOnlyMemory<byte> data,
        ImmutableArray<StoredTensor> tensors
    )
    {
        foreach (var tensor in tensors)
        {
            yield return (tensor, data[..(int)tensor.Bytes]);
            data = data[(int)tensor.Bytes..];
        }
    }

    private ReadOnlyMemory<byte> Content(string name, StoredType type, ReadOnlySpan<long> shape)
    {
        if (!_tensors.TryGetValue(name, out var found))
            throw new InvalidDataException($"'{_path}' has no tensor '{name}'.");
        return found.Tensor.Type == type && found.Tensor.Shape.AsSpan().SequenceEqual(shape)
            ? found.Content
            : throw new InvalidDataException(
                $"'{_path}': tensor '{name}' is {found.Tensor.Type} [{string.Join(", ", found.Tensor.Shape)}], expected {type} [{string.Join(", ", shape.ToArray())}]."
            );
    }
}

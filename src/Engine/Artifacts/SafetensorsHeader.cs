using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Text.Encodings.Web;
using System.Text.Json;
using Slimfront.Search;

namespace Slimfront.Engine.Artifacts;

/// <summary>The first part of a safetensors file: what it holds, and where.</summary>
/// <remarks>
/// The format of huggingface/safetensors: the length of the header as a little-endian 64-bit number; a JSON object
/// that maps each tensor to its type, shape and place in the data, and "__metadata__" to texts; the data, without gaps.
/// The header is padded with spaces so that the data starts at a multiple of <see cref="Alignment"/>. Equal content gives equal bytes:
/// metadata in ordinal order of key, tensors in the order given, which is also that of their data.
/// </remarks>
/// <param name="Metadata">Texts by key.</param>
/// <param name="Tensors">In the order of their data.</param>
public sealed record SafetensorsHeader(
    ImmutableSortedDictionary<string, string> Metadata,
    ImmutableArray<StoredTensor> Tensors
)
{
    private const int LengthField = 8;
    private const string MetadataKey = "__metadata__";

    // The limit of the reference implementation.
    private const int MaximumLength = 100_000_000;

    private static readonly JsonWriterOptions Compact = new()
    {
        Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping,
    };

    /// <summary>What the data starts at a multiple of: 8, or 1 where nothing in it needs to be aligned.</summary>
    public int Alignment { get; init; } = 8;

    /// <summary>The length of the whole file with this header.</summary>
    public long FileLength => ToBytes().Length + Tensors.Sum(t => t.Bytes);

    /// <summary>The header with its length before it, padded.</summary>
    public byte[] ToBytes()
    {
        using var buffer = new MemoryStream();
        buffer.Write(stackalloc byte[LengthField]);
        using (var json = new Utf8JsonWriter(buffer, Compact))
            Write(json);
        while (buffer.Length % Alignment != 0)
            buffer.WriteByte((byte)' ');
        var bytes = buffer.ToArray();
        BinaryPrimitives.WriteInt64LittleEndian(bytes, bytes.Length - LengthField);
        return bytes;
    }

    /// <summary>Reads the header of a file.</summary>
    /// <param name="file">The whole file.</param>
    /// <returns>The header, and where the data starts.</returns>
    /// <exception cref="InvalidDataException">The file is damaged or not in this format; one line says what is wrong.</exception>
    public static (SafetensorsHeader Header, int DataStart) Parse(ReadOnlyMemory<byte> file)
    {
        if (file.Length < LengthField)
            throw new InvalidDataException($"it has {file.Length} bytes, fewer than any safetensors file");
        var length = BinaryPrimitives.ReadUInt64LittleEndian(file.Span);
        if (length > MaximumLength || length > (ulong)(file.Length - LengthField))
            throw new InvalidDataException(
                $"its header is announced with {length} bytes, which are not there"
            );
        var start = LengthField + (int)length;
        try
        {
            using var json = JsonDocument.Parse(file[LengthField..start]);
            return (Read(json.RootElement, file.Length - start), start);
        }
        catch (Exception e)
            when (e
                    is JsonException
                        or InvalidOperationException
                        or KeyNotFoundException
                        or FormatException
                        or OverflowException
            )
        {
            throw new InvalidDataException($"its header is not readable: {SingleLine.Of(e.Message)}", e);
        }
    }

    /// <summary>By content.</summary>
    public bool Equals(SafetensorsHeader? other) =>
        other is not null && Metadata.SequenceEqual(other.Metadata) && Tensors.SequenceEqual(other.Tensors);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Metadata.Count, Tensors.Length);

    private void Write(Utf8JsonWriter json)
    {
        json.WriteStartObject();
        if (!Metadata.IsEmpty)
        {
            json.WriteStartObject(MetadataKey);
            foreach (var (key, value) in Metadata)
                json.WriteString(key, value);
            json.WriteEndObject();
        }
        var offset = 0L;
        foreach (var tensor in Tensors)
        {
            json.WriteStartObject(tensor.Name);
            json.WriteString("dtype", tensor.Type.ToString());
            json.WriteStartArray("shape");
            foreach (var axis in tensor.Shape)
                json.WriteNumberValue(axis);
            json.WriteEndArray();
            json.WriteStartArray("data_offsets");
            json.WriteNumberValue(offset);
            json.WriteNumberValue(offset += tensor.Bytes);
            json.WriteEndArray();
            json.WriteEndObject();
        }
        json.WriteEndObject();
    }

    private static SafetensorsHeader Read(JsonElement root, int dataLength)
    {
        var metadata = ImmutableSortedDictionary.CreateBuilder<string, string>(StringComparer.Ordinal);
        var places = new List<(StoredTensor Tensor, long Start, long End)>();
        foreach (var member in root.EnumerateObject())
        {
            if (member.Name != MetadataKey)
            {
                places.Add(ReadTensor(member));
                continue;
            }
            foreach (var text in member.Value.EnumerateObject())
                metadata[text.Name] = text.Value.GetString() ?? "";
        }
        // A tensor without elements stands before the one that starts where it ends.
        places.Sort((a, b) => (a.Start, a.End).CompareTo((b.Start, b.End)));
        var end = 0L;
        foreach (var (tensor, start, stop) in places)
        {
            if (start != end || stop - start != tensor.Bytes)
                throw new InvalidDataException($"{Called(tensor.Name)} does not stand where its shape says");
            end = stop;
        }
        if (end != dataLength)
            throw new InvalidDataException($"its tensors take {end} bytes, {dataLength} are there");
        if (places.DistinctBy(p => p.Tensor.Name, StringComparer.Ordinal).Count() < places.Count)
            throw new InvalidDataException("two of its tensors have the same name");
        return new(metadata.ToImmutable(), [.. places.Select(p => p.Tensor)]);
    }

    private static (StoredTensor Tensor, long Start, long End) ReadTensor(JsonProperty member)
    {
        var type = member.Value.GetProperty("dtype").GetString();
        if (!Enum.TryParse<StoredType>(type, out var known) || known.ToString() != type)
            throw new InvalidDataException(
                $"{Called(member.Name)} is of type {SingleLine.Of(type ?? "")}; read are {string.Join(", ", Enum.GetNames<StoredType>())}"
            );
        ImmutableArray<long> shape =
        [
            .. member.Value.GetProperty("shape").EnumerateArray().Select(a => a.GetInt64()),
        ];
        if (shape.Any(axis => axis < 0))
            throw new InvalidDataException($"{Called(member.Name)} has a negative length");
        var offsets = member.Value.GetProperty("data_offsets");
        if (offsets.GetArrayLength() != 2)
            throw new InvalidDataException($"{Called(member.Name)} has no place");
        return (new(member.Name, known, shape), offsets[0].GetInt64(), offsets[1].GetInt64());
    }

    private static string Called(string tensor) => $"tensor '{SingleLine.Of(tensor)}'";
}

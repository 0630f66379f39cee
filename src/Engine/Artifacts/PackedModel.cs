using System.Collections.Immutable;
using System.Numerics;
using Slimfront.Engine.Codes;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Operators;

namespace Slimfront.Engine.Artifacts;

/// <summary>The packed form of a model file: a safetensors file of one tensor of bytes, "slimfront-model".</summary>
/// <remarks>
/// Its bytes: the version of the form; the graph (<see cref="GraphBinary"/>); how tensors are stored
/// (<see cref="PackedStorage"/>); the means and the deviations of the normalisation; the parts of each tensor of the graph
/// (<see cref="TensorPart"/>) in order, without gaps. Nothing says how long any of them is: that follows from what stands before. The
/// JSON header is not padded, for bytes need no alignment.
/// </remarks>
internal static class PackedModel
{
    /// <summary>The name of the one tensor.</summary>
    public const string Name = ModelLayout.Format;

    // Versions 1 and 2 are readable files.
    private const byte Version = 3;

    private static readonly ImmutableSortedDictionary<string, string> NoTexts =
        ImmutableSortedDictionary.Create<string, string>(StringComparer.Ordinal);

    /// <summary>Whether a file is in this form.</summary>
    public static bool Is(SafetensorsFile file) =>
        file.Header.Metadata.IsEmpty && file.Header.Tensors is [{ Name: Name }];

    /// <summary>The length of a file by the length of what it holds.</summary>
    public static long FileLength(long content) => HeaderFor(content).FileLength;

    /// <summary>The length of what a file holds.</summary>
    public static long ContentLength(ModelGraph graph, StoragePlan plan) =>
        Head(graph, plan).Length
        + (2L * sizeof(float) * graph.Input.Channels)
        + Parts(graph, plan).Sum(p => p.Stored.Bytes);

    /// <summary>Writes a model.</summary>
    public static void Write(string path, Model model)
    {
        var (graph, plan) = (model.Graph, StoragePlan.Of(model));
        using var content = new MemoryStream();
        content.Write(Head(graph, plan));
        content.Write(ModelLayout.Bytes(model.Normalisation.Mean.AsMemory()).Span);
        content.Write(ModelLayout.Bytes(model.Normalisation.Deviation.AsMemory()).Span);
        foreach (var part in Parts(graph, plan))
            content.Write(part.Content(model).Span);
        SafetensorsFile.Write(path, HeaderFor(content.Length), [content.ToArray()]);
    }

    /// <summary>Opens a file: the graph, how its tensors are stored, and their parts under the names of the readable form.</summary>
    /// <exception cref="FormatException">The file is damaged.</exception>
    /// <exception cref="GraphException">Its graph cannot be.</exception>
    public static (
        ModelGraph Graph,
        ImmutableDictionary<string, TensorEncoding> Encodings,
        SafetensorsFile Parts
    ) Open(SafetensorsFile file)
    {
        var content = file.Bytes(Name, file.Header.Tensors[0].Bytes);
        var bytes = new ByteReader(content);
        if (bytes.Take(1).Span[0] is not Version and var other)
            throw new FormatException(
                $"it is a packed model of version {other}; version {Version} is read here."
            );
        var graph = GraphBinary.Read(bytes);
        var encodings = PackedStorage.Read(bytes, graph);
        // A model has one packed form: what was written in another way was not written here.
        var plan = new StoragePlan(
            encodings.Values.ToImmutableSortedDictionary(e => e.Name, e => e.Storage, StringComparer.Ordinal)
        );
        if (!Head(graph, plan).AsSpan().SequenceEqual(content.Span[..bytes.Position]))
            throw new FormatException("its graph is not written as graphs are.");
        var parts = Cut(bytes, graph, plan).ToList();
        return bytes.Left == 0
            ? (graph, encodings, file.With(parts))
            : throw new FormatException($"{bytes.Left} bytes follow its last tensor.");
    }

    private static byte[] Head(ModelGraph graph, StoragePlan plan)
    {
        var bytes = new ByteWriter();
        bytes.Number(Version);
        GraphBinary.Write(bytes, graph);
        PackedStorage.Write(bytes, graph, plan);
        return bytes.ToArray();
    }

    private static SafetensorsHeader HeaderFor(long content) =>
        new(NoTexts, [new(Name, StoredType.U8, [content])]) { Alignment = 1 };

    private static IEnumerable<TensorPart> Parts(ModelGraph graph, StoragePlan plan) =>
        graph.Tensors.SelectMany(t => TensorPart.Of(t, plan[t.Name], isOpen: false));

    private static IEnumerable<(StoredTensor, ReadOnlyMemory<byte>)> Cut(
        ByteReader bytes,
        ModelGraph graph,
        StoragePlan plan
    )
    {
        ImmutableArray<long> channels = [graph.Input.Channels];
        foreach (var name in (string[])[ModelLayout.Mean, ModelLayout.Deviation])
            yield return Next(new(name, StoredType.F32, channels));
        foreach (var tensor in graph.Tensors)
        {
            if (tensor.Elements > int.MaxValue)
                throw new FormatException($"the tensor '{tensor.Name}' has {tensor.Elements} elements.");
            var storage = plan[tensor.Name];
            // A mask is the first part, and says how much of the others there is.
            if (storage.IsMasked)
                storage = storage with { Kept = Ones(bytes.Peek(BitPacking.Bytes(tensor.Elements, 1)).Span) };
            foreach (var part in TensorPart.Of(tensor, storage, isOpen: false))
                yield return Next(part.Stored);
        }

        (StoredTensor, ReadOnlyMemory<byte>) Next(StoredTensor tensor) => (tensor, bytes.Take(tensor.Bytes));
    }

    private static long Ones(ReadOnlySpan<byte> bitmap)
    {
        var ones = 0L;
        foreach (var part in bitmap)
            ones += BitOperations.PopCount(part);
        return ones;
    }
}

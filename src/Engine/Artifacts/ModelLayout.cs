using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Operators;
using Slimfront.Search;

namespace Slimfront.Engine.Artifacts;

/// <summary>What a model file of the readable form holds, in order: everything but values.</summary>
/// <remarks>
/// First what is in single precision, then bytes, so that every tensor lies aligned; in each the order of the graph.
/// </remarks>
internal sealed class ModelLayout
{
    public const string Mean = "input.mean";
    public const string Deviation = "input.deviation";
    public const string Format = "slimfront-model";

    // Raised when a reader of an older version would misunderstand a file; plain models are still of the first.
    private const string PlainVersion = "1";
    private const string PartedVersion = "2";

    private ModelLayout(SafetensorsHeader header, ImmutableArray<TensorPart> parts) =>
        (Header, Parts) = (header, parts);

    /// <summary>The header of a file with nothing else.</summary>
    public SafetensorsHeader Header { get; }

    /// <summary>What stands behind the normalisation, in order.</summary>
    public ImmutableArray<TensorPart> Parts { get; }

    /// <summary>The layout of a model's file.</summary>
    /// <param name="graph">The model's graph.</param>
    /// <param name="plan">How its tensors are stored; exact.</param>
    /// <param name="isOpen">Whether values are stored instead of codes, since training goes on.</param>
    public static ModelLayout Of(ModelGraph graph, StoragePlan plan, bool isOpen = false)
    {
        ImmutableArray<long> channels = [graph.Input.Channels];
        var encodings = TensorEncoding.Write(graph, plan, isOpen);
        var metadata = ImmutableSortedDictionary
            .Create<string, string>(StringComparer.Ordinal)
            .Add("format", Format)
            .Add("version", encodings.Length == 0 ? PlainVersion : PartedVersion)
            .Add("graph", graph.ToJson());
        if (encodings.Length > 0)
            metadata = metadata.Add(TensorEncoding.Key, encodings);
        ImmutableArray<TensorPart> parts =
        [
            .. graph
                .Tensors.SelectMany(t => TensorPart.Of(t, plan[t.Name], isOpen))
                .OrderBy(p => p.Stored.Type == StoredType.U8),
        ];
        ImmutableArray<StoredTensor> stored =
        [
            new(Mean, StoredType.F32, channels),
            new(Deviation, StoredType.F32, channels),
            .. parts.Select(p => p.Stored),
        ];
        return new(new(metadata, stored), parts);
    }

    /// <summary>Opens a file: the graph, how its tensors are stored, and their parts.</summary>
    /// <exception cref="InvalidDataException">The file holds something else.</exception>
    /// <exception cref="FormatException">The file is damaged.</exception>
    /// <exception cref="GraphException">Its graph cannot be.</exception>
    public static (
        ModelGraph Graph,
        ImmutableDictionary<string, TensorEncoding> Encodings,
        SafetensorsFile Parts
    ) Open(string path, SafetensorsFile file)
    {
        if (file.Text("format") != Format)
            throw new InvalidDataException(
                $"'{path}' holds '{SingleLine.Of(file.Text("format"))}', not a model."
            );
        var version = file.Text("version");
        if (version is not (PlainVersion or PartedVersion))
            throw new InvalidDataException(
                $"'{path}' is a model file of version {SingleLine.Of(version)}; versions {PlainVersion} and {PartedVersion} are read here."
            );
        var graph = ModelGraph.FromJson(file.Text("graph"));
        var encodings =
            version == PartedVersion
                ? TensorEncoding.Read(file.Text(TensorEncoding.Key), graph)
                : ImmutableDictionary<string, TensorEncoding>.Empty;
        return (graph, encodings, file);
    }

    /// <summary>The bytes of each tensor of the header.</summary>
    public List<ReadOnlyMemory<byte>> Contents(Model model) =>
        [
            Bytes(model.Normalisation.Mean.AsMemory()),
            Bytes(model.Normalisation.Deviation.AsMemory()),
            .. Parts.Select(p => p.Content(model)),
        ];

    /// <summary>Single-precision values as they lie in memory, and in the file.</summary>
    public static ReadOnlyMemory<byte> Bytes(ReadOnlyMemory<float> values) =>
        MemoryMarshal.AsBytes(values.Span).ToArray();
}

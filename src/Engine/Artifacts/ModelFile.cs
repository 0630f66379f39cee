using System.Collections.Immutable;
using System.Globalization;
using System.Runtime.InteropServices;
using Slimfront.Engine.Graphs;

namespace Slimfront.Engine.Artifacts;

/// <summary>A model as one safetensors file, which Python opens too.</summary>
/// <remarks>
/// Tensors: "input.mean" and "input.deviation" (what raw inputs are normalised with: value less mean, divided by
/// deviation), then those of the graph in its order. Metadata: the graph's text form and the format's version. A stage
/// that may be continued adds what <see cref="TrainingState"/> holds: tensors "optimizer.…" and texts "training.…".
/// The length of a model file follows from the graph alone, since nothing in it has a varying length.
/// </remarks>
public static class ModelFile
{
    private const string Format = "slimfront-model";

    // Raised when a reader of an older version would misunderstand a file.
    private const string Version = "1";
    private const string Mean = "input.mean";
    private const string Deviation = "input.deviation";
    private const string OptimizerPrefix = "optimizer.";
    private const string StepKey = "training.step";
    private const string LossKey = "training.loss";

    /// <summary>The exact length in bytes of the file of any finished model with this graph.</summary>
    public static long Length(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return Header(graph).FileLength;
    }

    /// <summary>Writes a model; the same model always gives the same bytes.</summary>
    /// <param name="path">Where; the file appears whole or not at all.</param>
    /// <param name="model">The model.</param>
    /// <param name="state">Where training stands, if it is to go on.</param>
    /// <param name="notes">Further texts for the metadata, as a checkpoint has.</param>
    public static void Write(
        string path,
        Model model,
        TrainingState? state = null,
        params IEnumerable<KeyValuePair<string, string>> notes
    )
    {
        ArgumentNullException.ThrowIfNull(model);
        var header = Header(model.Graph);
        var contents = new List<ReadOnlyMemory<byte>>
        {
            Bytes(model.Normalisation.Mean.AsMemory()),
            Bytes(model.Normalisation.Deviation.AsMemory()),
        };
        contents.AddRange(model.Graph.Tensors.Select(t => Bytes(model.Tensors[t.Name])));
        if (state is not null)
        {
            header = WithState(header, state);
            contents.AddRange(state.Buffers.Values.Select(Bytes));
        }
        SafetensorsFile.Write(path, header with { Metadata = header.Metadata.SetItems(notes) }, contents);
    }

    /// <summary>Reads a model.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, or holds something else; one line says what.</exception>
    public static Model Read(string path) => Read(path, SafetensorsFile.Read(path));

    /// <summary>Reads a model with the state of its training, and the metadata.</summary>
    /// <exception cref="InvalidDataException">The file is damaged, or has no such state; one line says what.</exception>
    public static (
        Model Model,
        TrainingState State,
        ImmutableSortedDictionary<string, string> Metadata
    ) ReadTraining(string path)
    {
        var file = SafetensorsFile.Read(path);
        var model = Read(path, file);
        var buffers = file.Header.Tensors.Where(t =>
            t.Name.StartsWith(OptimizerPrefix, StringComparison.Ordinal)
        );
        if (
            !long.TryParse(file.Text(StepKey), NumberStyles.None, CultureInfo.InvariantCulture, out var step)
            || !float.TryParse(
                file.Text(LossKey),
                NumberStyles.Float,
                CultureInfo.InvariantCulture,
                out var loss
            )
        )
            throw new InvalidDataException($"'{path}' has no readable training state.");
        var state = new TrainingState(
            step,
            loss,
            buffers.ToImmutableSortedDictionary(
                t => t.Name[OptimizerPrefix.Length..],
                t => (ReadOnlyMemory<float>)file.Singles(t.Name, t.Shape.AsSpan()),
                StringComparer.Ordinal
            )
        );
        return (model, state, file.Header.Metadata);
    }

    private static Model Read(string path, SafetensorsFile file)
    {
        if (file.Text("format") != Format)
            throw new InvalidDataException($"'{path}' holds '{file.Text("format")}', not a model.");
        if (file.Text("version") != Version)
            throw new InvalidDataException(
                $"'{path}' is a model file of version {file.Text("version")}; version {Version} is read here."
            );
        try
        {
            var graph = ModelGraph.FromJson(file.Text("graph"));
            var channels = graph.Input.Channels;
            return new(
                graph,
                new([.. file.Singles(Mean, channels)], [.. file.Singles(Deviation, channels)]),
                graph.Tensors.ToImmutableSortedDictionary(
                    t => t.Name,
                    t => (ReadOnlyMemory<float>)file.Singles(t.Name, t.Shape.AsSpan()),
                    StringComparer.Ordinal
                )
            );
        }
        catch (GraphException e)
        {
            throw new InvalidDataException($"'{path}': {e.Message}", e);
        }
    }

    private static SafetensorsHeader Header(ModelGraph graph)
    {
        ImmutableArray<long> channels = [graph.Input.Channels];
        var metadata = ImmutableSortedDictionary
            .Create<string, string>(StringComparer.Ordinal)
            .Add("format", Format)
            .Add("version", Version)
            .Add("graph", graph.ToJson());
        return new(
            metadata,
            [
                new(Mean, StoredType.F32, channels),
                new(Deviation, StoredType.F32, channels),
                .. graph.Tensors.Select(t => new StoredTensor(t.Name, StoredType.F32, t.Shape)),
            ]
        );
    }

    private static SafetensorsHeader WithState(SafetensorsHeader header, TrainingState state) =>
        new(
            header
                .Metadata.Add(StepKey, state.Step.ToString(CultureInfo.InvariantCulture))
                .Add(LossKey, state.LossSum.ToString("R", CultureInfo.InvariantCulture)),
            header.Tensors.AddRange(
                state.Buffers.Select(b => new StoredTensor(
                    OptimizerPrefix + b.Key,
                    StoredType.F32,
                    [b.Value.Length]
                ))
            )
        );

    private static ReadOnlyMemory<byte> Bytes(ReadOnlyMemory<float> values) =>
        MemoryMarshal.AsBytes(values.Span).ToArray();
}

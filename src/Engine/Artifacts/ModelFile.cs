using System.Collections.Immutable;
using System.Globalization;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Operators;
using Slimfront.Search;

namespace Slimfront.Engine.Artifacts;

/// <summary>A model as one safetensors file.</summary>
/// <remarks>
/// In two forms that hold the same. Packed: one tensor of bytes, in which little but weights takes room
/// (<see cref="PackedModel"/>); this is what a finished model is measured by. Its length follows from the graph and the
/// <see cref="StoragePlan"/>, since nothing else in it has a varying length.
/// <para>
/// Readable, for Python and for people: tensors "input.mean" and "input.deviation" (what raw inputs are normalised with: value less
/// mean, divided by deviation), then those of the graph in its order. Metadata: the graph's text form and the format's version.
/// A tensor with a mask or a grid is stored in parts (<see cref="TensorPart"/>), and the metadata describes it under
/// "tensors" (<see cref="TensorEncoding"/>). A model that training goes on from is in this form, with what
/// <see cref="TrainingState"/> holds: tensors "optimizer.…" and texts "training.…".
/// </para>
/// </remarks>
public static class ModelFile
{
    private const string OptimizerPrefix = "optimizer.";
    private const string StepKey = "training.step";
    private const string LossKey = "training.loss";

    /// <summary>The exact length in bytes of the file of any finished model with this graph and nothing packed.</summary>
    public static long Length(ModelGraph graph) => Length(graph, StoragePlan.Plain);

    /// <summary>The exact length in bytes of the file of any finished model with this graph, stored by a plan.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="plan">How its tensors are stored; exact.</param>
    public static long Length(ModelGraph graph, StoragePlan plan)
    {
        ArgumentNullException.ThrowIfNull(graph);
        ArgumentNullException.ThrowIfNull(plan);
        return PackedModel.FileLength(PackedModel.ContentLength(graph, plan));
    }

    /// <summary>The exact length in bytes of the file of a finished model.</summary>
    public static long Length(Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        return Length(model.Graph, StoragePlan.Of(model));
    }

    /// <summary>Writes a finished model in the packed form; the same model always gives the same bytes.</summary>
    /// <param name="path">Where; the file appears whole or not at all.</param>
    /// <param name="model">The model.</param>
    public static void Write(string path, Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        Check(model);
        PackedModel.Write(path, model);
    }

    /// <summary>Writes a model in the readable form: a tensor for each of its own, and the graph as text.</summary>
    /// <param name="path">Where; the file appears whole or not at all.</param>
    /// <param name="model">The model.</param>
    /// <param name="notes">Further texts for the metadata, such as what its outputs stand for.</param>
    public static void WriteReadable(
        string path,
        Model model,
        params IEnumerable<KeyValuePair<string, string>> notes
    ) => WriteReadable(path, model, null, notes);

    /// <summary>Writes a model that training goes on from, in the readable form.</summary>
    /// <param name="path">Where; the file appears whole or not at all.</param>
    /// <param name="model">The model.</param>
    /// <param name="state">Where training stands.</param>
    /// <param name="notes">Further texts for the metadata, as a checkpoint has.</param>
    public static void WriteTraining(
        string path,
        Model model,
        TrainingState state,
        params IEnumerable<KeyValuePair<string, string>> notes
    )
    {
        ArgumentNullException.ThrowIfNull(state);
        WriteReadable(path, model, state, notes);
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

    /// <summary>Reads a model, and the state of its training if it is to go on.</summary>
    /// <exception cref="InvalidDataException">The file is damaged; one line says what.</exception>
    public static (Model Model, TrainingState? State) ReadAny(string path)
    {
        var file = SafetensorsFile.Read(path);
        if (!file.Header.Metadata.ContainsKey(StepKey))
            return (Read(path, file), null);
        var (model, state, _) = ReadTraining(path);
        return (model, state);
    }

    private static void WriteReadable(
        string path,
        Model model,
        TrainingState? state,
        IEnumerable<KeyValuePair<string, string>> notes
    )
    {
        ArgumentNullException.ThrowIfNull(model);
        Check(model);
        var layout = ModelLayout.Of(model.Graph, StoragePlan.Of(model), isOpen: state is not null);
        var (header, contents) = (layout.Header, layout.Contents(model));
        if (state is not null)
        {
            header = WithState(header, state);
            contents.AddRange(state.Buffers.Values.Select(ModelLayout.Bytes));
        }
        header = header with { Metadata = header.Metadata.SetItems(notes) };
        // Bytes last, so that every number lies aligned.
        var order = Enumerable
            .Range(0, contents.Count)
            .OrderBy(i => header.Tensors[i].Type == StoredType.U8)
            .ToArray();
        SafetensorsFile.Write(
            path,
            header with
            {
                Tensors = [.. order.Select(i => header.Tensors[i])],
            },
            [.. order.Select(i => contents[i])]
        );
    }

    private static Model Read(string path, SafetensorsFile file)
    {
        try
        {
            var (graph, encodings, parts) = PackedModel.Is(file)
                ? PackedModel.Open(file)
                : ModelLayout.Open(path, file);
            var channels = graph.Input.Channels;
            var reader = new TensorReader(parts, encodings);
            return new(
                graph,
                new(
                    [.. parts.Singles(ModelLayout.Mean, channels)],
                    [.. parts.Singles(ModelLayout.Deviation, channels)]
                ),
                graph.Tensors.ToImmutableSortedDictionary(t => t.Name, reader.Read, StringComparer.Ordinal)
            )
            {
                Masks = reader.Masks,
                Held = reader.Held,
                Grids = reader.Grids,
            };
        }
        catch (Exception e) when (e is GraphException or FormatException)
        {
            throw new InvalidDataException($"'{path}': {SingleLine.Of(e.Message)}", e);
        }
    }

    // A mask that does not hold, or a grid that cannot be, would come back as another model.
    private static void Check(Model model)
    {
        var tensors = model.Graph.Tensors.ToDictionary(t => t.Name, StringComparer.Ordinal);
        if (
            model
                .Masks.Keys.Concat(model.Held.Keys)
                .Concat(model.Grids.Keys)
                .FirstOrDefault(n => !tensors.ContainsKey(n)) is
            { } none
        )
            throw new ArgumentException($"The graph has no tensor '{none}'.", nameof(model));
        foreach (var (name, mask) in model.Masks)
            if (!mask.Holds(model.Tensors[name].Span))
                throw new ArgumentException($"'{name}' has values where its mask has none.", nameof(model));
        foreach (var (name, held) in model.Held)
            if (held.Elements != model.Tensors[name].Length)
                throw new ArgumentException(
                    $"'{name}' has not {held.Elements} elements to hold.",
                    nameof(model)
                );
        foreach (var (name, grid) in model.Grids)
            if (grid.ProblemFor(tensors[name].Shape) is { } problem)
                throw new ArgumentException($"The grid of '{name}': {problem}.", nameof(model));
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
}

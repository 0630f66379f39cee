using System.Collections.Immutable;
using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Operators;
using Slimfront.Onnx.Schema;

namespace Slimfront.Onnx.Writing;

/// <summary>Writes a model as an ONNX graph that takes raw inputs: what normalises them stands in it.</summary>
/// <remarks>
/// Input "input", [N, …] in single precision; output "output", [N, outputs]. Values are called after the nodes of the model's graph, tensors after
/// its tensors. Dropout, which evaluation does not have, is left out.
/// </remarks>
internal static class OnnxWriter
{
    /// <summary>The name of what the graph takes.</summary>
    public const string InputName = "input";

    /// <summary>The name of what it answers.</summary>
    public const string OutputName = "output";

    /// <summary>Who writes, as files say it.</summary>
    public const string Producer = "slimfront";

    private const string Batch = "N";

    /// <summary>The whole file.</summary>
    /// <param name="model">The model.</param>
    /// <param name="storage">How its tensors are stored.</param>
    /// <param name="metadata">What is written beside the graph.</param>
    public static ModelProto Write(
        Model model,
        ITensorStorage storage,
        IEnumerable<KeyValuePair<string, string>> metadata
    )
    {
        var list = new NodeList();
        var values = new string[model.Graph.Steps.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var step = model.Graph.Steps[i];
            ImmutableArray<string> inputs =
                i == 0 ? [Normalised(list, model)] : [.. step.Sources.Select(s => values[s])];
            values[i] = new StepLowering(list, model, step, inputs, storage).Write();
        }
        End(list, values[^1]);

        var graph = new GraphProto { Name = "network" };
        graph.Node.AddRange(list.Nodes);
        graph.Initializer.AddRange(list.Constants);
        graph.Input.Add(Value(InputName, model.Graph.Input));
        graph.Output.Add(Value(OutputName, model.Graph.Steps[^1].Shape));
        var written = new ModelProto
        {
            IrVersion = storage.Version.Ir,
            ProducerName = Producer,
            ProducerVersion = typeof(OnnxWriter).Assembly.GetName().Version?.ToString(3) ?? "",
            Graph = graph,
        };
        written.OpsetImport.Add(new OperatorSetProto { Domain = "", Version = storage.Version.Opset });
        foreach (var (key, value) in metadata)
            written.MetadataProps.Add(new TextEntryProto { Key = key, Value = value });
        return written;
    }

    // (x − mean)/deviation for each channel, as in training; what changes nothing is left out.
    private static string Normalised(NodeList list, Model model)
    {
        var (means, deviations) = (model.Normalisation.Mean, model.Normalisation.Deviation);
        ImmutableArray<long> shape = [1, means.Length, .. Enumerable.Repeat(1L, model.Graph.Input.Rank - 1)];
        var value = InputName;
        if (means.Any(m => m != 0))
            value = list.Node(
                "input/centred",
                "Sub",
                [value, list.Named("input.mean", shape, means.AsSpan())]
            );
        if (deviations.Any(d => d != 1))
            value = list.Node(
                "input/normalised",
                "Div",
                [value, list.Named("input.deviation", shape, deviations.AsSpan())]
            );
        return value;
    }

    private static void End(NodeList list, string value)
    {
        if (list.Nodes.Any(n => n.Output.Contains(value)))
            list.RenameValue(value, OutputName);
        else
            list.Node(OutputName, "Identity", [value]);
    }

    private static ValueProto Value(string name, Shape shape)
    {
        var form = new ShapeProto();
        form.Dim.Add(new DimensionProto { DimParam = Batch });
        form.Dim.AddRange(shape.Dimensions.Select(d => new DimensionProto { DimValue = d }));
        return new()
        {
            Name = name,
            Type = new()
            {
                TensorType = new() { ElemType = (int)ElementType.Single, Shape = form },
            },
        };
    }
}

using System.Text.Json;
using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Measuring;
using Slimfront.Engine.Networks;
using Slimfront.Search.Objectives;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Stages.Operations;

/// <summary>Measures a finished model.</summary>
/// <remarks>
/// Parameter "split": validation or test; input "model". The artifact is a JSON object of the reproducible values in
/// ordinal order: accuracy, bytes, loss, macs, parameters. Latency depends on the clock, so it is an observation.
/// </remarks>
public sealed class Measure : IStageOperation, IDescribed<IStageOperation>
{
    /// <inheritdoc/>
    public static Technique<IStageOperation> Technique { get; } =
        new("measure", "—", "Measures a finished model.", [], _ => new Measure());

    /// <inheritdoc/>
    public int Version => 3;

    /// <inheritdoc/>
    public string Describe(StageWords words)
    {
        ArgumentNullException.ThrowIfNull(words);
        return $"measured on {words.Say("split")}";
    }

    /// <inheritdoc/>
    public StageResult Run(StageContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.CheckInputs("model");
        var split = context.Parameters.Text("split");
        if (split is not ("validation" or "test"))
            throw context.Parameters.Refuse($"'split' is '{split}'; it may be validation or test");
        context.Parameters.Done();

        var model = context.ReadModel("model");
        using var network = new Network(model, context.Device);
        var data = context.Data[split];
        var found = Classification.Of(
            network,
            data,
            done => context.Advance(done * 0.9, $"measuring on {split}")
        );
        var values = Measurement.Of(
            (Objective.Accuracy.Key, found.Accuracy),
            (Objective.Parameters.Key, model.Parameters),
            (Objective.Bytes.Key, ModelFile.Length(model)),
            (Objective.Macs.Key, model.Graph.Macs),
            ("loss", found.Loss)
        );
        if (!double.IsFinite(found.Loss))
            throw context.Parameters.Refuse("the model's loss is not finite");
        Write(context.Work.OutputFile, values);
        return new(values, new Latency(context.Clock).Measure(network, data));
    }

    private static void Write(string path, Measurement values) =>
        AtomicFile.Write(
            path,
            stream =>
            {
                using var json = new Utf8JsonWriter(stream);
                json.WriteStartObject();
                foreach (var (name, value) in values.Values)
                    json.WriteNumber(name, value);
                json.WriteEndObject();
            }
        );
}

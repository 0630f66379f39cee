using System.Text.Json;
using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Measuring;
using Slimfront.Engine.Networks;
using Slimfront.Search.Objectives;
using Slimfront.Search.Spaces;
using Slimfront.Search.Stages;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Stages.Operations;

/// <summary>Measures a finished model.</summary>
/// <remarks>
/// Parameter "split": validation or test; input "model". The artifact is a JSON object of the reproducible values in
/// ordinal order: the task's measures and its loss, bytes, macs, parameters. Latency depends on the clock, so it is an observation.
/// </remarks>
public sealed class Measure : IStageOperation, IDescribed<IStageOperation>
{
    private const string Split = "split";
    private const string Validation = "validation";
    private const string Test = "test";
    private const string Model = "model";

    /// <inheritdoc/>
    public static Technique<IStageOperation> Technique { get; } =
        new("measure", "—", "Measures a finished model.", [], _ => new Measure());

    /// <inheritdoc/>
    public int Version => 3;

    /// <summary>Plans the measurement of a model on the validation split, or on the test split.</summary>
    public static Stage Plan(StageBasis basis, StageKey model, bool onTest = false) =>
        basis.Make<Measure>(
            Configuration.Of((Split, Value.Of(onTest ? Test : Validation))),
            new StageInput(Model, model)
        );

    /// <inheritdoc/>
    public string Describe(StageWords words)
    {
        ArgumentNullException.ThrowIfNull(words);
        return $"measured on {words.Say(Split)}";
    }

    /// <inheritdoc/>
    public OperationOutput Run(StageContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.CheckInputs(Model);
        var split = context.Parameters.OneOf(Split, Validation, Test);
        context.Parameters.Done();

        var model = context.ReadModel(Model);
        using var network = new Network(model, context.Device);
        var data = context.Data[split];
        var quality = Answers.Measure(
            network,
            data,
            context.Meter,
            done => context.Advance(done * 0.9, $"measuring on {split}")
        );
        var values = quality.With(
            Measurement.Of(
                (Objective.Parameters.Key, model.Parameters),
                (Objective.Bytes.Key, ModelFile.Length(model)),
                (Objective.Macs.Key, model.Graph.Macs)
            )
        );
        if (!double.IsFinite(quality["loss"]))
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

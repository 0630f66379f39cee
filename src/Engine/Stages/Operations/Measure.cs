using System.Collections.Immutable;
using System.Text.Json;
using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Measuring;
using Slimfront.Engine.Tasks;
using Slimfront.Search.Objectives;
using Slimfront.Search.Spaces;
using Slimfront.Search.Stages;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Stages.Operations;

/// <summary>Measures a finished model.</summary>
/// <remarks>
/// Parameters "split": validation or test; and "measures": keys of further measures, of answers and of models (<see cref="IModelMeasure"/>), with commas
/// between them, in ordinal order, missing for those that every model gets; input "model". The artifact is a JSON object of the reproducible values in
/// ordinal order: the task's measures and its loss, bytes, macs, parameters. Latency depends on the clock, so it is an observation; so are
/// the measures' 95 % confidence intervals, "KEY.interval.low" and "KEY.interval.high", which are no part of the artifact.
/// </remarks>
public sealed class Measure : IStageOperation, IDescribed<IStageOperation>
{
    private const string Split = "split";
    private const string Further = "measures";
    private const string Validation = "validation";
    private const string Test = "test";
    private const string Model = "model";

    /// <inheritdoc/>
    public static Technique<IStageOperation> Technique { get; } =
        new("measure", "—", "Measures a finished model.", [], _ => new Measure());

    /// <inheritdoc/>
    public int Version => 3;

    /// <summary>Plans the measurement of a model on the validation split, or on the test split.</summary>
    /// <param name="basis">The study's.</param>
    /// <param name="model">The stage that made the model.</param>
    /// <param name="further">The keys of measures beside those that every model gets, in ordinal order.</param>
    /// <param name="onTest">Whether the split is the test split.</param>
    public static Stage Plan(
        StageBasis basis,
        StageKey model,
        ImmutableArray<string> further,
        bool onTest = false
    )
    {
        var parameters = Configuration.Of((Split, Value.Of(onTest ? Test : Validation)));
        if (!further.IsEmpty)
            parameters = parameters.With(Further, Value.Of(string.Join(',', further)));
        return basis.Make<Measure>(parameters, new StageInput(Model, model));
    }

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
        var asked = context
            .Parameters.Text(Further, "")
            .Split(',', StringSplitOptions.RemoveEmptyEntries)
            .ToLookup(context.Techniques.ModelMeasures.Has);
        var meters = context
            .Data.Data.Task.UsualMeasures.AddRange(asked[false])
            .ToDictionary(
                m => m,
                m => context.Measure(m).Meter(context.Data.Data.Targets),
                StringComparer.Ordinal
            );
        context.Parameters.Done();

        var model = context.ReadModel(Model);
        using var network = context.Place(model);
        var quality = Answers.Measure(
            network,
            context.Data[split],
            new Meters([context.Data.Data.Task.LossMeter(), .. meters.Values]),
            done => context.Advance(done * 0.9, $"measuring on {split}")
        );
        if (!double.IsFinite(quality["loss"]))
            throw context.Parameters.Refuse("the model's loss is not finite");
        var values = quality.With(Measurement.Of((Objective.Bytes.Key, ModelFile.Length(model))));
        // Of a black box they are not known.
        if (BlackBoxes.In(model.Graph) is null)
            values = values.With(
                Measurement.Of(
                    (Objective.Parameters.Key, model.Parameters),
                    (Objective.Macs.Key, model.Graph.Macs)
                )
            );
        var observed = Measurement.Empty;
        var measured = context.Measured(model, network, split);
        foreach (var measure in context.Techniques.ModelMeasuresWith(asked[true]))
            if (measure.Objective.IsReproducible)
                values = values.With(measure.Measure(measured));
            else
                observed = observed.With(measure.Measure(measured));
        Write(context.Work.OutputFile, values);
        foreach (var (key, meter) in meters)
            if (meter.Interval is var interval && double.IsFinite(interval.High - interval.Low))
                observed = observed.With(key, interval);
        return new(values, observed);
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

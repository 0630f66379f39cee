using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Quantization;
using Slimfront.Search.Stages;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Stages.Operations;

/// <summary>Puts a trained network on grids of few values.</summary>
/// <remarks>
/// Input "start". Batch normalisation is folded, weights are rounded to the grids that change them least (<see cref="GridFit"/>), the
/// outputs of layers get back their means and deviations (<see cref="OutputCorrection"/>), the ranges of activations are found, and outputs are
/// corrected again with rounded activations; all on training examples. Biases stay in single precision. Parameters: <see cref="QuantizationParameters"/>, where
/// activations need a calibrator.
/// </remarks>
public sealed class Quantize : IStageOperation, IDescribed<IStageOperation>
{
    private const string Start = "start";

    /// <inheritdoc/>
    public static Technique<IStageOperation> Technique { get; } =
        new(
            "quantize",
            "arXiv:1906.04721 §4.2",
            "Puts a trained network on grids of few values.",
            [],
            _ => new Quantize()
        );

    /// <inheritdoc/>
    public int Version => 2;

    /// <inheritdoc/>
    public string? Word => "quantized";

    /// <summary>Plans it for the network that a stage made.</summary>
    public static Stage Plan(StageBasis basis, StageKey start, QuantizationParameters parameters)
    {
        ArgumentNullException.ThrowIfNull(parameters);
        return basis.Make<Quantize>(parameters.Write(), new StageInput(Start, start));
    }

    /// <inheritdoc/>
    public StageKey? Continues(Stage stage) => stage.Find(Start);

    /// <inheritdoc/>
    public string Describe(StageWords words) => QuantizationParameters.Describe(words);

    /// <inheritdoc/>
    public OperationOutput Run(StageContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.CheckInputs(Start);
        var scheme = QuantizationParameters.Read(context.Parameters).AsScheme;
        var calibrator =
            scheme.Activations == ActivationPoints.None
                ? null
                : context.Parameters.Create(context.Techniques.Calibrators, "calibrator");
        context.Parameters.Done();
        var before = scheme.Prepare(context.ReadUnquantized(Start));
        var examples = new CalibrationExamples(context.Data["train"], context.Stage.Seed);
        var correction = new OutputCorrection(examples);
        context.Advance(0.1, "rounding weights");
        var model = correction.Apply(before, scheme.Finish(before), roundsActivations: false);
        if (calibrator is not null)
        {
            context.Advance(0.5, "calibrating activations");
            model = new Calibration(calibrator).Apply(model, examples);
            model = correction.Apply(before, model, roundsActivations: true);
        }
        ModelFile.Write(context.Work.OutputFile, model);
        return OperationOutput.Nothing;
    }
}

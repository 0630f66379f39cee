using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Quantization;
using Slimfront.Search.Stages;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Stages.Operations;

/// <summary>Puts a trained network on grids of few values.</summary>
/// <remarks>
/// Input "start". What is done is <see cref="PostTraining"/>. Biases stay in single precision. Parameters: <see cref="QuantizationParameters"/>,
/// where activations need a calibrator.
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
        var examples = new CalibrationExamples(context.Data["train"], context.Stage.Seed);
        var model = new PostTraining(scheme, calibrator, examples).Apply(
            context.ReadUnquantized(Start),
            context.Advance
        );
        ModelFile.Write(context.Work.OutputFile, model);
        return OperationOutput.Nothing;
    }
}

using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Quantization;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Stages.Operations;

/// <summary>Puts a trained network on grids of few values.</summary>
/// <remarks>
/// Input "start". Batch normalisation is folded, weights are rounded to the grids that change them least (<see cref="GridFit"/>), the
/// outputs of layers get back their means and deviations (<see cref="OutputCorrection"/>), the ranges of activations are found, and outputs are
/// corrected again with rounded activations; all on training examples. Biases stay in single precision. See <see cref="QuantizationScheme"/>.
/// <list type="table">
/// <item><term>bits</term><description>of a weight: 8, 7, 4, 3, 2 or "ternary"</description></item>
/// <item><term>ends</term><description>8 or 7 bits for the layers that take the input or make the logits; as all others if missing</description></item>
/// <item><term>scheme</term><description>"symmetric" or "affine" grids for weights</description></item>
/// <item><term>granularity</term><description>a scale per "tensor" or per output "channel"</description></item>
/// <item><term>activations</term><description>8; weights alone are rounded if missing</description></item>
/// <item><term>points</term><description>"layers", also if missing, or "all": which values are rounded; only with activations</description></item>
/// <item><term>calibrator, calibrator.KEY.*</term><description>what chooses their ranges; only with activations</description></item>
/// </list>
/// </remarks>
public sealed class Quantize : IStageOperation, IDescribed<IStageOperation>
{
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
    public string Describe(StageWords words) => QuantizationScheme.Describe(words, "");

    /// <inheritdoc/>
    public StageResult Run(StageContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.CheckInputs("start");
        var scheme = QuantizationScheme.Read(context.Parameters);
        var calibrator =
            scheme.Activations == ActivationPoints.None
                ? null
                : context.Parameters.Create(context.Techniques.Calibrators, "calibrator");
        context.Parameters.Done();
        var before = scheme.Prepare(Whole(context, context.ReadModel("start")));
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
        return StageResult.Nothing;
    }

    /// <summary>A model that is not quantized yet.</summary>
    internal static Model Whole(StageContext context, Model model) =>
        model.Grids.IsEmpty ? model : throw context.Parameters.Refuse("its start is quantized already");
}

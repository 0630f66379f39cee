using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Quantization;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Stages.Operations;

/// <summary>Puts a trained network on grids of few values.</summary>
/// <remarks>
/// Input "start". Batch normalisation is folded, the ranges of activations are found on training examples, and weights are rounded to
/// the grid from their smallest to their largest value; see <see cref="QuantizationScheme"/>. Biases stay in single precision.
/// <list type="table">
/// <item><term>bits</term><description>of a weight: 8, 4 or 2</description></item>
/// <item><term>scheme</term><description>"symmetric" or "affine" grids for weights</description></item>
/// <item><term>granularity</term><description>a scale per "tensor" or per output "channel"</description></item>
/// <item><term>activations</term><description>8; weights alone are rounded if missing</description></item>
/// <item><term>calibrator, calibrator.KEY.*</term><description>what chooses their ranges; only with activations</description></item>
/// </list>
/// </remarks>
public sealed class Quantize : IStageOperation, IDescribed<IStageOperation>
{
    /// <inheritdoc/>
    public static Technique<IStageOperation> Technique { get; } =
        new(
            "quantize",
            "arXiv:1712.05877",
            "Puts a trained network on grids of few values.",
            [],
            _ => new Quantize()
        );

    /// <inheritdoc/>
    public int Version => 1;

    /// <inheritdoc/>
    public string Describe(StageWords words) => QuantizationScheme.Describe(words, "");

    /// <inheritdoc/>
    public StageResult Run(StageContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.CheckInputs("start");
        var scheme = QuantizationScheme.Read(context.Parameters);
        var calibrator = scheme.HasActivations
            ? context.Parameters.Create(context.Techniques.Calibrators, "calibrator")
            : null;
        context.Parameters.Done();
        var model = scheme.Prepare(Whole(context, context.ReadModel("start")));
        if (calibrator is not null)
            model = new Calibration(calibrator, context.Stage.Seed).Apply(model, context.Data["train"]);
        context.Advance(0.9, "rounding weights");
        ModelFile.Write(context.Work.OutputFile, scheme.Finish(model));
        return StageResult.Nothing;
    }

    /// <summary>A model that is not quantized yet.</summary>
    internal static Model Whole(StageContext context, Model model) =>
        model.Grids.IsEmpty ? model : throw context.Parameters.Refuse("its start is quantized already");
}

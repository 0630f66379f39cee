using Slimfront.Engine.Artifacts;

namespace Slimfront.Engine.Quantization;

/// <summary>Quantizes a trained network without training it again.</summary>
/// <remarks>
/// Batch normalisation is folded, weights are rounded to the grids that change them least (<see cref="GridFit"/>), the outputs of layers get
/// back their means and deviations (<see cref="OutputCorrection"/>), the ranges of activations are found (<see cref="Calibration"/>), and
/// outputs are corrected again with rounded activations.
/// </remarks>
/// <param name="scheme">What is put on which grid.</param>
/// <param name="calibrator">What chooses the ranges of activations; null where none are rounded.</param>
/// <param name="examples">The training examples that all of it looks at.</param>
public sealed class PostTraining(
    QuantizationScheme scheme,
    ICalibrator? calibrator,
    CalibrationExamples examples
)
{
    /// <summary>The quantized model.</summary>
    /// <param name="model">One that has no grids yet.</param>
    /// <param name="advance">Told the share that is done and what comes next; may throw to stop.</param>
    public Model Apply(Model model, Action<double, string> advance)
    {
        ArgumentNullException.ThrowIfNull(advance);
        var before = scheme.Prepare(model);
        var correction = new OutputCorrection(examples);
        advance(0.1, "rounding weights");
        var rounded = correction.Apply(before, scheme.Finish(before), roundsActivations: false);
        if (calibrator is null)
            return rounded;
        advance(0.5, "calibrating activations");
        var calibrated = new Calibration(calibrator).Apply(rounded, examples);
        return correction.Apply(before, calibrated, roundsActivations: true);
    }
}

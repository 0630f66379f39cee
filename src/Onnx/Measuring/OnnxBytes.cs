using Slimfront.Engine.Measuring;
using Slimfront.Onnx.Formats;
using Slimfront.Onnx.Writing;
using Slimfront.Search.Objectives;
using Slimfront.Search.Techniques;

namespace Slimfront.Onnx.Measuring;

/// <summary>The length of the ONNX file in which a model leaves without a loss.</summary>
/// <remarks>
/// That of the form "low-bit", in which weights with codes take 8, 4 or 2 bits; or that of the form "fp32" where it is no longer: of a model without codes
/// it is the same file, and of a tiny one what turns codes into weights takes more than they save. What <c>export</c> writes has this length. Codes of 7 and 3 bits take wider types
/// in ONNX, and missing weights are zeros there, so it can be far above "bytes": see <see cref="LowBit"/>.
/// </remarks>
public sealed class OnnxBytes : IModelMeasure, IDescribed<IModelMeasure>
{
    /// <inheritdoc/>
    public static Technique<IModelMeasure> Technique { get; } =
        new(
            "onnx-bytes",
            "ONNX opset 17, 21 or 25",
            "The length of the model's ONNX file without a loss: of the form `low-bit`, or of `fp32` where that is shorter.",
            [],
            _ => new OnnxBytes()
        );

    /// <inheritdoc/>
    public Objective Objective { get; } =
        new(Technique.Key, "B", Direction.Minimise, IsAnalytic: false) { Title = "ONNX size" };

    /// <inheritdoc/>
    public Measurement Measure(MeasuredModel model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var bytes = Math.Min(Length(model, new CodeStorage(model.Model)), Length(model, new SingleStorage()));
        return Measurement.Of((Technique.Key, bytes));
    }

    private static int Length(MeasuredModel model, ITensorStorage storage) =>
        OnnxWriter.Write(model.Model, storage, FileMetadata.Of(model.Data.Data.Info)).CalculateSize();
}

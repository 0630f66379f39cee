using Slimfront.Onnx.Writing;
using Slimfront.Search.Techniques;

namespace Slimfront.Onnx.Formats;

/// <summary>ONNX with every weight in single precision: what every runtime runs.</summary>
public sealed class SinglePrecision : IExportFormat, IDescribed<IExportFormat>
{
    /// <inheritdoc/>
    public static Technique<IExportFormat> Technique { get; } =
        new(
            "fp32",
            "ONNX opset 17",
            "ONNX with weights in single precision, which every runtime runs.",
            [],
            _ => new SinglePrecision()
        );

    /// <inheritdoc/>
    public string FileName => "model.onnx";

    /// <inheritdoc/>
    public ExportedModel Write(string path, ExportRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return OnnxOutput.Write(path, request, request.Model, new SingleStorage());
    }
}

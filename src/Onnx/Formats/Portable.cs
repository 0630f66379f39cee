using Slimfront.Onnx.Writing;
using Slimfront.Search.Techniques;

namespace Slimfront.Onnx.Formats;

/// <summary>ONNX of opset 13 with codes of 4 and 2 bits side by side in bytes: a small file for older runtimes.</summary>
public sealed class Portable : IExportFormat, IDescribed<IExportFormat>
{
    /// <inheritdoc/>
    public static Technique<IExportFormat> Technique { get; } =
        new(
            "portable",
            "ONNX opset 13",
            "ONNX with weights of 4 or 2 bits side by side in bytes: small, for runtimes without such types.",
            [],
            _ => new Portable()
        );

    /// <inheritdoc/>
    public string FileName => "model.portable.onnx";

    /// <inheritdoc/>
    public ExportedModel Write(string path, ExportRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        return OnnxOutput.Write(
            path,
            request,
            request.Model,
            new ByteStorage(),
            [.. WiderTypes.Notes(request.Model)]
        );
    }
}

using Slimfront.Onnx.Writing;
using Slimfront.Search.Techniques;

namespace Slimfront.Onnx.Formats;

/// <summary>ONNX that runtimes compute in whole numbers of 8 bits: QuantizeLinear and DequantizeLinear around every operator.</summary>
public sealed class Integer : IExportFormat, IDescribed<IExportFormat>
{
    /// <inheritdoc/>
    public static Technique<IExportFormat> Technique { get; } =
        new(
            "int8",
            "arXiv:1712.05877",
            "ONNX that runtimes compute in whole numbers of 8 bits, calibrated where the recipe left activations alone.",
            [],
            _ => new Integer()
        );

    /// <inheritdoc/>
    public string FileName => "model.int8.onnx";

    /// <inheritdoc/>
    public ExportedModel Write(string path, ExportRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var (network, notes) = new IntegerNetwork(request).Make();
        var storage = new CodeStorage(network) { IsWhole = true };
        return OnnxOutput.Write(path, request, network, storage, notes);
    }
}

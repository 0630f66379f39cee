using Slimfront.Engine.Artifacts;
using Slimfront.Search.Techniques;

namespace Slimfront.Onnx.Formats;

/// <summary>A tensor for each of the network's own, and its graph as JSON: for Python and for people.</summary>
public sealed class Safetensors : IExportFormat, IDescribed<IExportFormat>
{
    /// <inheritdoc/>
    public static Technique<IExportFormat> Technique { get; } =
        new(
            "safetensors",
            "safetensors format",
            "A tensor for each of the network's own, and its graph as JSON: for Python and for people.",
            [],
            _ => new Safetensors()
        );

    /// <inheritdoc/>
    public string FileName => "model.safetensors";

    /// <inheritdoc/>
    public ExportedModel Write(string path, ExportRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        ModelFile.WriteReadable(path, request.Model, request.Metadata);
        return new(path, null, []);
    }
}

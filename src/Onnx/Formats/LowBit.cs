using Slimfront.Onnx.Writing;
using Slimfront.Search.Techniques;

namespace Slimfront.Onnx.Formats;

/// <summary>ONNX with weights in ONNX's own numbers of 8, 4 and 2 bits: the smallest file.</summary>
public sealed class LowBit : IExportFormat, IDescribed<IExportFormat>
{
    /// <inheritdoc/>
    public static Technique<IExportFormat> Technique { get; } =
        new(
            "low-bit",
            "ONNX opset 21 or 25",
            "ONNX with weights of 8, 4 or 2 bits in types of their own: the smallest file, for new runtimes.",
            [],
            _ => new LowBit()
        );

    /// <inheritdoc/>
    public string FileName => "model.low-bit.onnx";

    /// <inheritdoc/>
    public ExportedModel Write(string path, ExportRequest request)
    {
        ArgumentNullException.ThrowIfNull(request);
        var storage = new CodeStorage(request.Model);
        return OnnxOutput.Write(
            path,
            request,
            request.Model,
            storage,
            [
                .. WiderTypes.Notes(request.Model),
                .. request.Model.Grids.IsEmpty
                    ? []
                    : (string[])
                        [
                            "A runtime turns the codes into single precision at each run, which takes time; ONNX Runtime does so once when it loads the file, if session.disable_quant_qdq is 1.",
                        ],
            ]
        );
    }
}

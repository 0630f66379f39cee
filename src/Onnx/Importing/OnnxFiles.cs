using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Operators;
using Slimfront.Search.Techniques;

namespace Slimfront.Onnx.Importing;

/// <summary>Networks in ONNX files, from wherever they come.</summary>
public sealed class OnnxFiles : INetworkFormat, IDescribed<INetworkFormat>
{
    /// <inheritdoc/>
    public static Technique<INetworkFormat> Technique { get; } =
        new("onnx", "https://onnx.ai", "A network as ONNX, in single precision.", [], _ => new OnnxFiles());

    /// <inheritdoc/>
    public bool Recognises(string path) =>
        Path.GetExtension(path).Equals(".onnx", StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public BroughtNetwork Read(string path, Shape input)
    {
        var network = OnnxNetwork.Read(path, input);
        return new(network.Model, network.HasNormalisation);
    }
}

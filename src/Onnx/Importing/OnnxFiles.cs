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
        try
        {
            var network = OnnxNetwork.Read(path, input);
            return new(network.Model, network.HasNormalisation) { Outputs = network.Outputs };
        }
        catch (InvalidDataException e)
        {
            return OnnxBox.Of(path, input) is { } box
                ? new(box, SaysNormalisation: false) { Unread = e.Message }
                : throw new InvalidDataException(e.Message, e);
        }
    }

    /// <summary>Whether a file that becomes no graph runs as it is.</summary>
    /// <param name="path">The file.</param>
    /// <param name="input">The shape of one example, channels first; null if the file leaves no length open.</param>
    public static bool RunsAsItIs(string path, Shape? input) => OnnxBox.Of(path, input) is not null;

    /// <inheritdoc/>
    public IRunningNetwork Open(byte[] file, Shape input) =>
        OnnxBox.Open(file, input, TorchSharp.torch.get_num_threads());
}

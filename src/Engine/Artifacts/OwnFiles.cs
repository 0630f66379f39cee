using Slimfront.Engine.Operators;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Artifacts;

/// <summary>Models of earlier runs, packed or readable.</summary>
public sealed class OwnFiles : INetworkFormat, IDescribed<INetworkFormat>
{
    /// <inheritdoc/>
    public static Technique<INetworkFormat> Technique { get; } =
        new(
            "slimfront",
            "—",
            "A model of an earlier run, packed or exported as safetensors.",
            [],
            _ => new OwnFiles()
        );

    /// <inheritdoc/>
    public bool Recognises(string path) =>
        Path.GetExtension(path).Equals(".safetensors", StringComparison.OrdinalIgnoreCase);

    /// <inheritdoc/>
    public BroughtNetwork Read(string path, Shape input) =>
        new(ModelFile.Read(path), SaysNormalisation: true);
}

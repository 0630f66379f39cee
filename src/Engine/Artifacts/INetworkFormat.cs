using Slimfront.Engine.Operators;

namespace Slimfront.Engine.Artifacts;

/// <summary>A form in which somebody brings a network.</summary>
public interface INetworkFormat
{
    /// <summary>Whether a file is of this form, as far as its name and its first bytes tell.</summary>
    bool Recognises(string path);

    /// <summary>Reads a file.</summary>
    /// <param name="path">The file.</param>
    /// <param name="input">The shape of the examples that it is for, channels first.</param>
    /// <exception cref="InvalidDataException">It cannot be read; the message says what is in the way, as the end of a sentence.</exception>
    BroughtNetwork Read(string path, Shape input);
}

/// <summary>A network that somebody brought.</summary>
/// <param name="Model">The network.</param>
/// <param name="SaysNormalisation">Whether the file says how inputs are normalised; else the model's normalisation means nothing.</param>
public sealed record BroughtNetwork(Model Model, bool SaysNormalisation);

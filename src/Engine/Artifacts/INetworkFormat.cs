using System.Collections.Immutable;
using Slimfront.Engine.Operators;

namespace Slimfront.Engine.Artifacts;

/// <summary>A form in which somebody brings a network.</summary>
public interface INetworkFormat
{
    /// <summary>Whether a file is of this form, as far as its name and its first bytes tell.</summary>
    bool Recognises(string path);

    /// <summary>Reads a file; into a black box (<see cref="BlackBoxes"/>) where it can only be run as it is.</summary>
    /// <param name="path">The file.</param>
    /// <param name="input">The shape of the examples that it is for, channels first.</param>
    /// <exception cref="InvalidDataException">It cannot be read; the message says what is in the way, as the end of a sentence.</exception>
    BroughtNetwork Read(string path, Shape input);

    /// <summary>Runs a file that <see cref="Read"/> kept as it is. May be done in another process, on another machine.</summary>
    /// <param name="file">What was kept.</param>
    /// <param name="input">The shape of one example, channels first.</param>
    /// <exception cref="InvalidDataException">It does not run here; the message says why, as the end of a sentence.</exception>
    IRunningNetwork Open(byte[] file, Shape input) =>
        throw new InvalidDataException("networks of its form are read, not run as they are.");
}

/// <summary>A network that runs outside of a graph.</summary>
public interface IRunningNetwork : IDisposable
{
    /// <summary>Its answers.</summary>
    /// <param name="inputs">Normalised examples, channels first, one after the other.</param>
    /// <param name="count">How many.</param>
    /// <returns>One example's answers after the other's.</returns>
    float[] Answer(float[] inputs, int count);
}

/// <summary>A network that somebody brought.</summary>
/// <param name="Model">The network.</param>
/// <param name="SaysNormalisation">Whether the file says how inputs are normalised; else the model's normalisation means nothing.</param>
public sealed record BroughtNetwork(Model Model, bool SaysNormalisation)
{
    /// <summary>What each of its answers stands for; empty where the file does not say it.</summary>
    public ImmutableArray<string> Outputs { get; init; } = [];

    /// <summary>Why it is a black box, as the end of a sentence; null where it is none.</summary>
    public string? Unread { get; init; }
}

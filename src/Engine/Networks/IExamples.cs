using static TorchSharp.torch;

namespace Slimfront.Engine.Networks;

/// <summary>A split of a data set on a device, as the engine asks for it: batch by batch, never all of it at once.</summary>
/// <remarks>
/// What is asked for depends on the arguments alone, not on what was asked for before, so that a training that stopped and went on sees
/// what one that did not would have seen.
/// </remarks>
public interface IExamples
{
    /// <summary>The number of examples.</summary>
    int Count { get; }

    /// <summary>Where their tensors lie.</summary>
    Device Device { get; }

    /// <summary>Every example once, in the order of an epoch.</summary>
    /// <param name="seed">Where the order comes from, together with the epoch.</param>
    /// <param name="epoch">0 for the first.</param>
    /// <param name="size">Examples per batch; the last one may have fewer.</param>
    IBatches Epoch(ulong seed, int epoch, int size);

    /// <summary>Every example once, in the split's own order.</summary>
    /// <param name="size">Examples per batch; the last one may have fewer.</param>
    IBatches Pass(int size);

    /// <summary>Some examples, drawn without replacement.</summary>
    /// <param name="seed">Where the choice comes from, together with the purpose.</param>
    /// <param name="purpose">What they are for: different purposes draw differently.</param>
    /// <param name="size">Examples per batch; the last one may have fewer.</param>
    /// <param name="most">The most batches.</param>
    IBatches Sample(ulong seed, string purpose, int size, int most);
}

/// <summary>Batches in order.</summary>
public interface IBatches : IDisposable
{
    /// <summary>How many there are.</summary>
    int Count { get; }

    /// <summary>A batch; its tensors belong to the dispose scope that is open when it is asked for.</summary>
    /// <param name="number">0 for the first.</param>
    Batch this[int number] { get; }

    /// <summary>The number of examples in a batch.</summary>
    /// <param name="number">0 for the first.</param>
    int Size(int number);
}

/// <summary>Some examples.</summary>
/// <param name="Indices">Their places in the split, shape [batch], 64-bit.</param>
/// <param name="Inputs">Normalised, shape [batch, …]; in training maybe augmented.</param>
/// <param name="Targets">Shape [batch, …]: see <see cref="Tasks.Targets.Take"/>.</param>
public sealed record Batch(Tensor Indices, Tensor Inputs, Tensor Targets);

using static TorchSharp.torch;

namespace Slimfront.Engine.Networks;

/// <summary>What a network computed for a batch.</summary>
/// <param name="Answers">Shape [batch, outputs].</param>
/// <param name="Taps">The values of the nodes that were asked for, by name, each of shape [batch, …].</param>
public sealed record Activations(Tensor Answers, IReadOnlyDictionary<string, Tensor> Taps);

using System.Collections.Immutable;

namespace Slimfront.Engine.Artifacts;

/// <summary>What a training run needs, beside the model, to go on exactly as if it had never stopped.</summary>
/// <remarks>No generator's state is in it: all randomness of a step is derived from the stage's seed and the step.</remarks>
/// <param name="Step">Optimizer steps taken.</param>
/// <param name="LossSum">The losses of the current epoch's steps so far, summed in single precision.</param>
/// <param name="Buffers">The optimizer's buffers by name, each as long as the flat parameters of the network.</param>
public sealed record TrainingState(
    long Step,
    float LossSum,
    ImmutableSortedDictionary<string, ReadOnlyMemory<float>> Buffers
);

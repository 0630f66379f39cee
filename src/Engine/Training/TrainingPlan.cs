using System.Collections.Immutable;

namespace Slimfront.Engine.Training;

/// <summary>How a network is trained.</summary>
public sealed record TrainingPlan
{
    /// <summary>The whole horizon in epochs, also where a stage covers a part of it: schedules refer to it.</summary>
    public required int Epochs { get; init; }

    /// <summary>Examples per step.</summary>
    public required int Batch { get; init; }

    /// <summary>Turns gradients into steps.</summary>
    public required IOptimizer Optimizer { get; init; }

    /// <summary>The learning rate at its highest.</summary>
    public required double LearningRate { get; init; }

    /// <summary>L2 penalty.</summary>
    public required double WeightDecay { get; init; }

    /// <summary>How the learning rate changes.</summary>
    public required WarmUp Schedule { get; init; }

    /// <summary>Changes images at random; null for leaving them as they are.</summary>
    public Augmentation? Augmentation { get; init; }

    /// <summary>What else holds in every step, in order.</summary>
    public ImmutableArray<IStepRule> Rules { get; init; } = [];
}

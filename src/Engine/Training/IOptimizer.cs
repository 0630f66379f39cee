using System.Collections.Immutable;
using static TorchSharp.torch;

namespace Slimfront.Engine.Training;

/// <summary>Turns gradients into a change of parameters. Keeps nothing itself: its state is handed in.</summary>
public interface IOptimizer
{
    /// <summary>The names of its buffers, in ordinal order; each is as long as the parameters and starts with zeros.</summary>
    ImmutableArray<string> Buffers { get; }

    /// <summary>How many learning rates a constant gradient of 1 moves a parameter in a step, once buffers are full.</summary>
    double Gain => 1;

    /// <summary>Changes the parameters and the buffers in place.</summary>
    /// <param name="parameters">Shape [length].</param>
    /// <param name="gradients">Shape [length]; may be overwritten, since they are forgotten next.</param>
    /// <param name="buffers">As <see cref="Buffers"/> names them.</param>
    /// <param name="settings">What holds for this step.</param>
    void Step(Tensor parameters, Tensor gradients, IReadOnlyList<Tensor> buffers, StepSettings settings);
}

/// <summary>What holds for one step of an optimizer.</summary>
/// <param name="Number">Steps taken so far, this one included.</param>
/// <param name="LearningRate">Length of the step.</param>
/// <param name="WeightDecay">L2 penalty: this times the parameters is added to the gradients.</param>
public readonly record struct StepSettings(long Number, double LearningRate, double WeightDecay);

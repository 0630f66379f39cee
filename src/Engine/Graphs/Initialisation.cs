using Slimfront.Engine.Operators;

namespace Slimfront.Engine.Graphs;

/// <summary>How a fresh tensor is filled.</summary>
/// <remarks>
/// PyTorch's defaults: Kaiming-uniform with a = √5 (He et al., arXiv:1502.01852), which comes to U(±1/√fan-in), for
/// weights and the biases beside them; normalisation starts as the identity, slopes at ¼.
/// </remarks>
public abstract record Initialisation
{
    private Initialisation() { }

    /// <summary>Every element the same.</summary>
    /// <param name="Value">The element.</param>
    public sealed record Constant(float Value) : Initialisation;

    /// <summary>Every element drawn on its own, uniformly from [−Bound, Bound).</summary>
    /// <param name="Bound">Largest magnitude.</param>
    public sealed record Uniform(double Bound) : Initialisation;

    /// <summary>The rule for a tensor.</summary>
    public static Initialisation Of(TensorSpec tensor) =>
        tensor.Role switch
        {
            TensorRole.Gain or TensorRole.RunningVariance => new Constant(1),
            TensorRole.Slope => new Constant(0.25f),
            _ when tensor.FanIn > 0 => new Uniform(1 / Math.Sqrt(tensor.FanIn)),
            _ => new Constant(0),
        };
}

using Slimfront.Engine.Native;
using Slimfront.Engine.Networks;
using Slimfront.Engine.Operators;

namespace Slimfront.Engine.Training.Rules;

/// <summary>∂L/∂γ ← ∂L/∂γ + s·sign(γ) for the scales of all batch normalisations: the subgradient of s·Σ|γ|.</summary>
/// <remarks>
/// Liu et al. (2017), "Network Slimming", arXiv:1708.06519, §3, eq. 1: channels that matter little are driven to γ = 0
/// before they are removed. At γ = 0 the penalty pulls neither way. γ starts at 1 as in every other training; the paper
/// starts at 0.5. Weight decay, as in the paper, acts on γ too.
/// <para>The paper's s of 1e-4 acts over 160 epochs of CIFAR; over a training a hundred times shorter it would do nothing. So
/// what is chosen is the shrinkage: how far the penalty alone would move a γ over the whole training, Σ η · s / (1 − μ), with the rate η
/// of each step and the optimizer's momentum μ (<see cref="IOptimizer.Gain"/>).</para>
/// </remarks>
/// <param name="strength">s; 0 for no penalty.</param>
public sealed class GammaSparsity(double strength) : IStepRule
{
    /// <summary>The training parameter that holds the shrinkage; missing for no penalty.</summary>
    public const string Name = "gamma-shrinkage";

    /// <summary>The penalty that shrinks by so much over a training.</summary>
    /// <param name="shrinkage">0 or more; γ starts at 1.</param>
    /// <param name="plan">The training.</param>
    /// <param name="steps">Its steps.</param>
    public static GammaSparsity Over(double shrinkage, TrainingPlan plan, long steps)
    {
        ArgumentNullException.ThrowIfNull(plan);
        var way = 0.0;
        for (var step = 0L; step < steps; step++)
            way += plan.LearningRate * plan.Schedule.Factor(step, steps);
        return new(way > 0 ? shrinkage / (way * plan.Optimizer.Gain) : 0);
    }

    /// <inheritdoc/>
    public void BeforeStep(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        var s = Scalars.Of(strength);
        foreach (var gain in network.Graph.Tensors.Where(t => t.Role == TensorRole.Gain))
            network.GradientsByName[gain.Name].add_(network.Tensors[gain.Name].sign(), s);
    }
}

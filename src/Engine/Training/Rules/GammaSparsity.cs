using Slimfront.Engine.Graphs;
using Slimfront.Engine.Native;
using Slimfront.Engine.Networks;

namespace Slimfront.Engine.Training.Rules;

/// <summary>∂L/∂γ ← ∂L/∂γ + s·sign(γ) for the scales of all batch normalisations: the subgradient of s·Σ|γ|.</summary>
/// <remarks>
/// Liu et al. (2017), "Network Slimming", arXiv:1708.06519, §3, eq. 1: channels that matter little are driven to γ = 0
/// before they are removed. At γ = 0 the penalty pulls neither way. γ starts at 1 as in every other training; the paper
/// starts at 0.5. Weight decay, as in the paper, acts on γ too.
/// </remarks>
/// <param name="strength">s; 0 for no penalty.</param>
public sealed class GammaSparsity(double strength) : IStepRule
{
    /// <summary>The training parameter that holds s; missing for no penalty.</summary>
    public const string Name = "gamma-sparsity";

    /// <inheritdoc/>
    public void BeforeStep(Network network)
    {
        ArgumentNullException.ThrowIfNull(network);
        var s = Scalars.Of(strength);
        foreach (var gain in network.Graph.Tensors.Where(t => t.Role == TensorRole.Gain))
            network.GradientsByName[gain.Name].add_(network.Tensors[gain.Name].sign(), s);
    }
}

using System.Collections.Immutable;
using Slimfront.Engine.Native;
using Slimfront.Search.Spaces;
using Slimfront.Search.Techniques;
using static TorchSharp.torch;

namespace Slimfront.Engine.Training.Optimizers;

/// <summary>Adam, as PyTorch defines it: the weight decay is an L2 penalty, not the decoupled one.</summary>
/// <remarks>
/// Kingma and Ba (2015), arXiv:1412.6980, algorithm 1: g ← g + λ·θ; m ← β₁m + (1−β₁)g; v ← β₂v + (1−β₂)g²;
/// θ ← θ − η/(1−β₁ᵗ) · m / (√v/√(1−β₂ᵗ) + ε).
/// </remarks>
/// <param name="beta1">β₁.</param>
/// <param name="beta2">β₂.</param>
public sealed class Adam(double beta1, double beta2) : IOptimizer, IDescribed<IOptimizer>
{
    private const double Epsilon = 1e-8;

    /// <inheritdoc/>
    public static Technique<IOptimizer> Technique { get; } =
        new(
            "adam",
            "arXiv:1412.6980",
            "Adam: steps scaled by running moments of the gradients.",
            [new Parameter.Real("beta1", 0, 0.99), new Parameter.Real("beta2", 0, 0.9999)],
            c => new Adam(c.Real("beta1", 0.9), c.Real("beta2", 0.999))
        )
        {
            Usual = Configuration.Of(("beta1", Value.Of(0.9)), ("beta2", Value.Of(0.999))),
        };

    /// <inheritdoc/>
    public ImmutableArray<string> Buffers => ["first-moment", "second-moment"];

    /// <inheritdoc/>
    public void Step(
        Tensor parameters,
        Tensor gradients,
        IReadOnlyList<Tensor> buffers,
        StepSettings settings
    )
    {
        var (first, second) = (buffers[0], buffers[1]);
        var decay = Scalars.Of(settings.WeightDecay);
        var keepFirst = Scalars.Of(beta1);
        var addFirst = Scalars.Of(1 - beta1);
        var keepSecond = Scalars.Of(beta2);
        var addSecond = Scalars.Of(1 - beta2);
        var correction = Scalars.Of(Math.Sqrt(1 - Math.Pow(beta2, settings.Number)));
        var epsilon = Scalars.Of(Epsilon);
        var rate = Scalars.Of(-settings.LearningRate / (1 - Math.Pow(beta1, settings.Number)));
        if (settings.WeightDecay > 0)
            gradients.add_(parameters, decay);
        first.mul_(keepFirst).add_(gradients, addFirst);
        second.mul_(keepSecond).addcmul_(gradients, gradients, addSecond);
        // The gradients have served: their room holds the denominator.
        var denominator = gradients.copy_(second).sqrt_().div_(correction).add_(epsilon, Scalars.Of(1));
        parameters.addcdiv_(first, denominator, rate);
    }
}

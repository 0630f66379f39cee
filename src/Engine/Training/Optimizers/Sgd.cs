using System.Collections.Immutable;
using Slimfront.Engine.Native;
using Slimfront.Search.Spaces;
using Slimfront.Search.Techniques;
using static TorchSharp.torch;

namespace Slimfront.Engine.Training.Optimizers;

/// <summary>Stochastic gradient descent with momentum, as PyTorch defines it.</summary>
/// <remarks>
/// g ← g + λ·θ; v ← μ·v + g; with Nesterov's variant g ← g + μ·v, else g ← v; θ ← θ − η·g. Sutskever et al. (2013), "On
/// the importance of initialization and momentum in deep learning", with PyTorch's departure: η scales v, not g in it.
/// </remarks>
/// <param name="momentum">μ.</param>
/// <param name="nesterov">Whether to look ahead.</param>
public sealed class Sgd(double momentum, bool nesterov) : IOptimizer, IDescribed<IOptimizer>
{
    /// <inheritdoc/>
    public static Technique<IOptimizer> Technique { get; } =
        new(
            "sgd",
            "Sutskever et al. (2013)",
            "Stochastic gradient descent with momentum, Nesterov's or the classic one.",
            [new Parameter.Real("momentum", 0, 0.99), new Parameter.Choice("nesterov", "on", "off")],
            c => new Sgd(c.Real("momentum", 0.9), c.Text("nesterov", "on") == "on")
        )
        {
            Usual = Configuration.Of(("momentum", Value.Of(0.9)), ("nesterov", Value.Of("on"))),
        };

    /// <inheritdoc/>
    public double Gain => 1 / (1 - momentum);

    /// <inheritdoc/>
    public ImmutableArray<string> Buffers => momentum > 0 ? ["momentum"] : [];

    /// <inheritdoc/>
    public void Step(
        Tensor parameters,
        Tensor gradients,
        IReadOnlyList<Tensor> buffers,
        StepSettings settings
    )
    {
        var decay = Scalars.Of(settings.WeightDecay);
        var rate = Scalars.Of(-settings.LearningRate);
        var mu = Scalars.Of(momentum);
        if (settings.WeightDecay > 0)
            gradients.add_(parameters, decay);
        if (momentum > 0)
            buffers[0].mul_(mu).Add(gradients);
        if (momentum > 0 && nesterov)
            gradients.add_(buffers[0], mu);
        var direction = momentum > 0 && !nesterov ? buffers[0] : gradients;
        parameters.add_(direction, rate);
    }
}

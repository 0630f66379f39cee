using static TorchSharp.torch;

namespace Slimfront.Engine.Operators;

/// <summary>The logistic function: σ(x) = 1/(1 + e⁻ˣ).</summary>
/// <remarks>
/// σ(0) = ½, so a channel of zeros is no channel of zeros afterwards. Removing it means that ½ is gone, too: what follows counts
/// the channel's value as 0. Nothing is lost where a <see cref="Gate"/> takes it, since ½ of a map of zeros is 0.
/// </remarks>
public sealed record Sigmoid : Activation
{
    /// <inheritdoc/>
    public override string Kind => "sigmoid";

    /// <inheritdoc/>
    public override string Lower(ILowering to)
    {
        ArgumentNullException.ThrowIfNull(to);
        return to.Node("Sigmoid", to.Inputs);
    }

    /// <inheritdoc/>
    public override Tensor Forward(
        IReadOnlyList<Tensor> inputs,
        IReadOnlyList<Tensor> tensors,
        bool training
    ) => inputs[0].sigmoid();
}

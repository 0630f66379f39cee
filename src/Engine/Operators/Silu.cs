using static TorchSharp.torch;

namespace Slimfront.Engine.Operators;

/// <summary>Sigmoid-weighted linear unit, or swish: x·σ(x) = x/(1 + e⁻ˣ).</summary>
/// <remarks>Elfwing et al. (2017), arXiv:1702.03118, §2; Ramachandran et al. (2017), arXiv:1710.05941, with β = 1.</remarks>
public sealed record Silu : Activation
{
    /// <inheritdoc/>
    public override string Kind => "silu";

    /// <inheritdoc/>
    public override string Lower(ILowering to)
    {
        ArgumentNullException.ThrowIfNull(to);
        return to.Node("Mul", [to.Inputs[0], to.Node("Sigmoid", to.Inputs)]);
    }

    /// <inheritdoc/>
    public override Tensor Forward(
        IReadOnlyList<Tensor> inputs,
        IReadOnlyList<Tensor> tensors,
        bool training
    ) => nn.functional.silu(inputs[0]);
}

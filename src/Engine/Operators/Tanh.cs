using static TorchSharp.torch;

namespace Slimfront.Engine.Operators;

/// <summary>Hyperbolic tangent: (eˣ − e⁻ˣ)/(eˣ + e⁻ˣ).</summary>
public sealed record Tanh : Activation
{
    /// <inheritdoc/>
    public override string Kind => "tanh";

    /// <inheritdoc/>
    public override string Lower(ILowering to)
    {
        ArgumentNullException.ThrowIfNull(to);
        return to.Node("Tanh", to.Inputs);
    }

    /// <inheritdoc/>
    public override Tensor Forward(
        IReadOnlyList<Tensor> inputs,
        IReadOnlyList<Tensor> tensors,
        bool training
    ) => inputs[0].tanh();
}

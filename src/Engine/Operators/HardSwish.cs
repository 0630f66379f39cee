using static TorchSharp.torch;

namespace Slimfront.Engine.Operators;

/// <summary>Piecewise-linear swish: x · min(max(x + 3, 0), 6) / 6 (Howard et al., arXiv:1905.02244, §5.2).</summary>
public sealed record HardSwish : Activation
{
    /// <inheritdoc/>
    public override string Kind => "hard-swish";

    /// <inheritdoc/>
    public override string Lower(ILowering to)
    {
        ArgumentNullException.ThrowIfNull(to);
        if (to.Opset >= 14)
            return to.Node("HardSwish", to.Inputs);
        var gate = to.Node(
            "HardSigmoid",
            to.Inputs,
            LoweredAttribute.Of("alpha", 1f / 6),
            LoweredAttribute.Of("beta", 0.5f)
        );
        return to.Node("Mul", [to.Inputs[0], gate]);
    }

    /// <inheritdoc/>
    public override Tensor Forward(
        IReadOnlyList<Tensor> inputs,
        IReadOnlyList<Tensor> tensors,
        bool training
    ) => nn.functional.hardswish(inputs[0]);
}

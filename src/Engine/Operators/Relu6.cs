using static TorchSharp.torch;

namespace Slimfront.Engine.Operators;

/// <summary>Rectifier with a ceiling: min(max(x, 0), 6).</summary>
public sealed record Relu6 : Activation
{
    /// <inheritdoc/>
    public override string Kind => "relu6";

    /// <inheritdoc/>
    public override string Prefix => "relu";

    /// <inheritdoc/>
    public override string Lower(ILowering to)
    {
        ArgumentNullException.ThrowIfNull(to);
        return to.Node("Clip", [to.Inputs[0], to.Constant([], 0), to.Constant([], 6)]);
    }

    /// <inheritdoc/>
    public override Tensor Forward(
        IReadOnlyList<Tensor> inputs,
        IReadOnlyList<Tensor> tensors,
        bool training
    ) => nn.functional.relu6(inputs[0]);
}

using static TorchSharp.torch;

namespace Slimfront.Engine.Operators;

/// <summary>Rectifier: max(x, 0).</summary>
public sealed record Relu : Activation
{
    /// <inheritdoc/>
    public override string Kind => "relu";

    /// <inheritdoc/>
    public override bool KeepsGrid => true;

    /// <inheritdoc/>
    public override string Lower(ILowering to)
    {
        ArgumentNullException.ThrowIfNull(to);
        return to.Node("Relu", to.Inputs);
    }

    /// <inheritdoc/>
    public override Tensor Forward(
        IReadOnlyList<Tensor> inputs,
        IReadOnlyList<Tensor> tensors,
        bool training
    ) => nn.functional.relu(inputs[0]);
}

using Slimfront.Engine.Native;
using static TorchSharp.torch;

namespace Slimfront.Engine.Operators;

/// <summary>Rectifier that lets a share of what is negative through: x for x ≥ 0, else slope·x.</summary>
/// <remarks>Maas et al. (2013), "Rectifier Nonlinearities Improve Neural Network Acoustic Models", §2.</remarks>
/// <param name="Slope">The share.</param>
public sealed record LeakyRelu(double Slope = 0.01) : Activation
{
    /// <inheritdoc/>
    public override string Kind => "leaky-relu";

    /// <inheritdoc/>
    public override LeakyRelu Exchange(IAttributes form) => new(form.Real("slope", Slope, usual: 0.01));

    /// <inheritdoc/>
    public override string Lower(ILowering to)
    {
        ArgumentNullException.ThrowIfNull(to);
        return to.Node("LeakyRelu", to.Inputs, LoweredAttribute.Of("alpha", (float)Slope));
    }

    /// <inheritdoc/>
    public override Tensor Forward(
        IReadOnlyList<Tensor> inputs,
        IReadOnlyList<Tensor> tensors,
        bool training
    ) => inputs[0].leaky_relu(Scalars.Of(Slope));
}

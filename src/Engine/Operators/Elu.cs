using Slimfront.Engine.Native;
using static TorchSharp.torch;

namespace Slimfront.Engine.Operators;

/// <summary>Exponential linear unit: x for x > 0, else α·(eˣ − 1).</summary>
/// <remarks>Clevert et al. (2016), arXiv:1511.07289, §3.</remarks>
/// <param name="Alpha">α, whose negative is the limit for x → −∞.</param>
public sealed record Elu(double Alpha = 1) : Activation
{
    /// <inheritdoc/>
    public override string Kind => "elu";

    /// <inheritdoc/>
    public override Elu Exchange(IAttributes form) => new(form.Real("alpha", Alpha, usual: 1));

    /// <inheritdoc/>
    public override string Lower(ILowering to)
    {
        ArgumentNullException.ThrowIfNull(to);
        return to.Node("Elu", to.Inputs, LoweredAttribute.Of("alpha", (float)Alpha));
    }

    /// <inheritdoc/>
    public override Tensor Forward(
        IReadOnlyList<Tensor> inputs,
        IReadOnlyList<Tensor> tensors,
        bool training
    ) => inputs[0].elu(Scalars.Of(Alpha), scale: Scalars.Of(1), input_scale: Scalars.Of(1));
}

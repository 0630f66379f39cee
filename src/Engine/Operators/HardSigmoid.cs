using Slimfront.Engine.Native;
using static TorchSharp.torch;

namespace Slimfront.Engine.Operators;

/// <summary>Piecewise-linear sigmoid: max(0, min(1, α·x + β)).</summary>
/// <remarks>
/// With α = 1/6 and β = ½ it is min(max(x + 3, 0), 6)/6 of Howard et al. (2019), arXiv:1905.02244, §5.2. It makes β of 0, so the
/// remarks of <see cref="Sigmoid"/> on removed channels hold here, too.
/// </remarks>
/// <param name="Alpha">α.</param>
/// <param name="Beta">β.</param>
public sealed record HardSigmoid(double Alpha = 1.0 / 6, double Beta = 0.5) : Activation
{
    /// <inheritdoc/>
    public override string Kind => "hard-sigmoid";

    /// <inheritdoc/>
    public override HardSigmoid Exchange(IAttributes form) =>
        new(form.Real("alpha", Alpha, usual: 1.0 / 6), form.Real("beta", Beta, usual: 0.5));

    /// <inheritdoc/>
    public override string Lower(ILowering to)
    {
        ArgumentNullException.ThrowIfNull(to);
        return to.Node(
            "HardSigmoid",
            to.Inputs,
            LoweredAttribute.Of("alpha", (float)Alpha),
            LoweredAttribute.Of("beta", (float)Beta)
        );
    }

    /// <inheritdoc/>
    public override Tensor Forward(
        IReadOnlyList<Tensor> inputs,
        IReadOnlyList<Tensor> tensors,
        bool training
    ) => inputs[0].Times(Alpha).Plus(Beta).clamp(Scalars.Of(0), Scalars.Of(1));
}

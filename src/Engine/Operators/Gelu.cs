using static TorchSharp.torch;

namespace Slimfront.Engine.Operators;

/// <summary>
/// Gaussian error linear unit: x·Φ(x) = x/2 · (1 + erf(x/√2)), or its approximation x/2 · (1 + tanh(√(2/π)·(x + 0.044715·x³))).
/// </summary>
/// <remarks>Hendrycks and Gimpel (2016), arXiv:1606.08415, §2.</remarks>
/// <param name="IsTanh">Whether it is the approximation.</param>
public sealed record Gelu(bool IsTanh = false) : Activation
{
    /// <inheritdoc/>
    public override string Kind => "gelu";

    /// <inheritdoc/>
    public override Gelu Exchange(IAttributes form) => new(form.Flag("tanh", IsTanh, usual: false));

    /// <inheritdoc/>
    public override string Lower(ILowering to)
    {
        ArgumentNullException.ThrowIfNull(to);
        if (to.Opset >= 20 && !IsTanh)
            return to.Node("Gelu", to.Inputs);
        var x = to.Inputs[0];
        string Times(string value, double factor) => to.Node("Mul", [value, to.Constant([], (float)factor)]);
        string Cube() => to.Node("Mul", [to.Node("Mul", [x, x]), x]);
        var share = IsTanh
            ? to.Node("Tanh", [Times(to.Node("Add", [x, Times(Cube(), 0.044715)]), Math.Sqrt(2 / Math.PI))])
            : to.Node("Erf", [Times(x, Math.Sqrt(0.5))]);
        return to.Node("Mul", [Times(x, 0.5), to.Node("Add", [share, to.Constant([], 1)])]);
    }

    /// <inheritdoc/>
    public override Tensor Forward(
        IReadOnlyList<Tensor> inputs,
        IReadOnlyList<Tensor> tensors,
        bool training
    ) =>
        inputs[0]
            .gelu(
                IsTanh ? TorchSharp.Modules.GELU.Approximate.tanh : TorchSharp.Modules.GELU.Approximate.none
            );
}

using System.Collections.Immutable;
using static TorchSharp.torch;

namespace Slimfront.Engine.Operators;

/// <summary>Batch normalisation: γ·(x − μ)/√(σ² + ε) + β for each channel of a map or each feature.</summary>
/// <remarks>
/// Ioffe and Szegedy (2015), arXiv:1502.03167, with PyTorch's conventions: the running variance is the unbiased one, and
/// momentum is the weight of the newest batch.
/// </remarks>
/// <param name="Epsilon">ε.</param>
/// <param name="Momentum">Weight of the newest batch in the running statistics.</param>
public sealed record BatchNorm(double Epsilon = 1e-5, double Momentum = 0.1) : Operator
{
    /// <inheritdoc/>
    public override string Kind => "batch-norm";

    /// <inheritdoc/>
    public override string Prefix => "bn";

    /// <inheritdoc/>
    public override Shape InferShape(ImmutableArray<Shape> inputs)
    {
        var input = Single(inputs);
        return input.Rank is 1 or 3
            ? input
            : throw new GraphException($"takes a map or a vector, not {input}");
    }

    /// <summary>γ, β and the running mean and variance, one number per channel each.</summary>
    public override ImmutableArray<TensorSpec> Tensors(ImmutableArray<Shape> inputs)
    {
        long channels = inputs[0].Channels;
        return
        [
            new("weight", [channels], TensorRole.Gain),
            new("bias", [channels], TensorRole.Bias),
            new("running_mean", [channels], TensorRole.RunningMean),
            new("running_var", [channels], TensorRole.RunningVariance),
        ];
    }

    /// <inheritdoc/>
    public override ChannelFlow Channels(ChannelScope scope) => scope.Pass(tensors: 4);

    /// <inheritdoc/>
    public override BatchNorm Exchange(IAttributes form) =>
        new(form.Real("epsilon", Epsilon, usual: 1e-5), form.Real("momentum", Momentum, usual: 0.1));

    /// <inheritdoc/>
    public override string Lower(ILowering to)
    {
        ArgumentNullException.ThrowIfNull(to);
        return to.Node(
            "BatchNormalization",
            [to.Inputs[0], to.Tensor(0), to.Tensor(1), to.Tensor(2), to.Tensor(3)],
            LoweredAttribute.Of("epsilon", (float)Epsilon),
            LoweredAttribute.Of("momentum", (float)(1 - Momentum))
        );
    }

    /// <inheritdoc/>
    public override Tensor Forward(
        IReadOnlyList<Tensor> inputs,
        IReadOnlyList<Tensor> tensors,
        bool training
    ) =>
        nn.functional.batch_norm(
            inputs[0],
            running_mean: tensors[2],
            running_var: tensors[3],
            weight: tensors[0],
            bias: tensors[1],
            training: training,
            momentum: Momentum,
            eps: Epsilon
        );
}

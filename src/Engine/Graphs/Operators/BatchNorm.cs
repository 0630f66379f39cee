using System.Collections.Immutable;
using System.Text.Json;
using Slimfront.Engine.Graphs.Channels;
using static TorchSharp.torch;

namespace Slimfront.Engine.Graphs.Operators;

/// <summary>Batch normalisation: γ·(x − μ)/√(σ² + ε) + β for each channel of a map or each feature.</summary>
/// <remarks>
/// Ioffe and Szegedy (2015), arXiv:1502.03167, with PyTorch's conventions: the running variance is the unbiased one, and
/// momentum is the weight of the newest batch.
/// </remarks>
/// <param name="Epsilon">ε.</param>
/// <param name="Momentum">Weight of the newest batch in the running statistics.</param>
public sealed record BatchNorm(double Epsilon = 1e-5, double Momentum = 0.1)
    : Operator,
        IReadableOperator<BatchNorm>
{
    /// <inheritdoc/>
    public static string Name => "batch-norm";

    /// <inheritdoc/>
    public override string Kind => Name;

    /// <inheritdoc/>
    public static BatchNorm Read(JsonElement json) =>
        new(json.GetProperty("epsilon").GetDouble(), json.GetProperty("momentum").GetDouble());

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
    public override void Write(Utf8JsonWriter json)
    {
        json.WriteNumber("epsilon", Epsilon);
        json.WriteNumber("momentum", Momentum);
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

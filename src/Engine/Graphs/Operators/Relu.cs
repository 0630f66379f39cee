using System.Collections.Immutable;
using System.Text.Json;
using Slimfront.Engine.Graphs.Channels;
using static TorchSharp.torch;

namespace Slimfront.Engine.Graphs.Operators;

/// <summary>Rectifier: max(x, 0).</summary>
public sealed record Relu : Operator, IReadableOperator<Relu>
{
    /// <inheritdoc/>
    public static string Name => "relu";

    /// <inheritdoc/>
    public override string Kind => Name;

    /// <inheritdoc/>
    public static Relu Read(JsonElement json) => new();

    /// <inheritdoc/>
    public override Shape InferShape(ImmutableArray<Shape> inputs) => Single(inputs);

    /// <inheritdoc/>
    public override ChannelFlow Channels(ChannelScope scope) => scope.Pass();

    /// <inheritdoc/>
    public override Tensor Forward(
        IReadOnlyList<Tensor> inputs,
        IReadOnlyList<Tensor> tensors,
        bool training
    ) => nn.functional.relu(inputs[0]);
}

using System.Collections.Immutable;
using System.Text.Json;
using Slimfront.Engine.Graphs.Channels;
using static TorchSharp.torch;

namespace Slimfront.Engine.Graphs.Operators;

/// <summary>The mean of each channel of a map, as a map of one pixel.</summary>
public sealed record GlobalAvgPool : Operator, IReadableOperator<GlobalAvgPool>
{
    /// <inheritdoc/>
    public static string Name => "global-avg-pool";

    /// <inheritdoc/>
    public override string Kind => Name;

    /// <inheritdoc/>
    public static GlobalAvgPool Read(JsonElement json) => new();

    /// <inheritdoc/>
    public override Shape InferShape(ImmutableArray<Shape> inputs) =>
        Shape.Of(SingleMap(inputs).Channels, 1, 1);

    /// <inheritdoc/>
    public override ChannelFlow Channels(ChannelScope scope) => scope.Pass();

    /// <inheritdoc/>
    public override Tensor Forward(
        IReadOnlyList<Tensor> inputs,
        IReadOnlyList<Tensor> tensors,
        bool training
    ) => inputs[0].mean([2, 3], keepdim: true);
}

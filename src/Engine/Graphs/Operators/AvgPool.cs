using System.Collections.Immutable;
using System.Text.Json;
using Slimfront.Engine.Graphs.Channels;
using static TorchSharp.torch;

namespace Slimfront.Engine.Graphs.Operators;

/// <summary>The mean of each window of a map.</summary>
/// <param name="Kernel">Height and width of the window.</param>
/// <param name="Stride">Step of the window.</param>
/// <param name="Padding">Width of the border, whose zeros count in the mean; at most half the kernel.</param>
public sealed record AvgPool(int Kernel, int Stride, int Padding = 0) : Operator, IReadableOperator<AvgPool>
{
    /// <summary>Windows that touch but do not overlap.</summary>
    public AvgPool(int kernel)
        : this(kernel, kernel) { }

    /// <inheritdoc/>
    public static string Name => "avg-pool";

    /// <inheritdoc/>
    public override string Kind => Name;

    /// <inheritdoc/>
    public static AvgPool Read(JsonElement json) =>
        new(
            json.GetProperty("kernel").GetInt32(),
            json.GetProperty("stride").GetInt32(),
            json.GetProperty("padding").GetInt32()
        );

    /// <inheritdoc/>
    public override Shape InferShape(ImmutableArray<Shape> inputs)
    {
        var input = SingleMap(inputs);
        if (2 * Padding > Kernel)
            throw new GraphException($"has padding {Padding}, more than half its kernel {Kernel}");
        return Slide(input, input.Channels, Kernel, Stride, Padding);
    }

    /// <inheritdoc/>
    public override ChannelFlow Channels(ChannelScope scope) => scope.Pass();

    /// <inheritdoc/>
    public override void Write(Utf8JsonWriter json)
    {
        json.WriteNumber("kernel", Kernel);
        json.WriteNumber("stride", Stride);
        json.WriteNumber("padding", Padding);
    }

    /// <inheritdoc/>
    public override Tensor Forward(
        IReadOnlyList<Tensor> inputs,
        IReadOnlyList<Tensor> tensors,
        bool training
    ) => nn.functional.avg_pool2d(inputs[0], Kernel, stride: Stride, padding: Padding);
}

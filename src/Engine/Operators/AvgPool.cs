using System.Collections.Immutable;
using static TorchSharp.torch;

namespace Slimfront.Engine.Operators;

/// <summary>The mean of each window of a map.</summary>
/// <param name="Kernel">Height and width of the window.</param>
/// <param name="Stride">Step of the window.</param>
/// <param name="Padding">Width of the border, whose zeros count in the mean; at most half the kernel.</param>
public sealed record AvgPool(int Kernel, int Stride, int Padding = 0) : Operator
{
    /// <summary>Windows that touch but do not overlap.</summary>
    public AvgPool(int kernel)
        : this(kernel, kernel) { }

    /// <inheritdoc/>
    public override string Kind => "avg-pool";

    /// <inheritdoc/>
    public override string Prefix => "pool";

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
    public override AvgPool Exchange(IAttributes form)
    {
        var kernel = form.Integer("kernel", Kernel, usual: 2);
        return new(
            kernel,
            form.Integer("stride", Stride, usual: kernel),
            form.Integer("padding", Padding, usual: 0)
        );
    }

    /// <inheritdoc/>
    public override string Lower(ILowering to)
    {
        ArgumentNullException.ThrowIfNull(to);
        return to.Node(
            "AveragePool",
            to.Inputs,
            LoweredAttribute.Of("kernel_shape", Kernel, Kernel),
            LoweredAttribute.Of("strides", Stride, Stride),
            LoweredAttribute.Of("pads", Padding, Padding, Padding, Padding),
            LoweredAttribute.Of("count_include_pad", 1)
        );
    }

    /// <inheritdoc/>
    public override Tensor Forward(
        IReadOnlyList<Tensor> inputs,
        IReadOnlyList<Tensor> tensors,
        bool training
    ) => nn.functional.avg_pool2d(inputs[0], Kernel, stride: Stride, padding: Padding);
}

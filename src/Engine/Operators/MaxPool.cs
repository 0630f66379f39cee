using System.Collections.Immutable;
using static TorchSharp.torch;

namespace Slimfront.Engine.Operators;

/// <summary>The largest value in each window of a map.</summary>
/// <param name="Kernel">Height and width of the window.</param>
/// <param name="Stride">Step of the window.</param>
/// <param name="Padding">Width of the border, which never wins; at most half the kernel.</param>
public sealed record MaxPool(int Kernel, int Stride, int Padding = 0) : Operator
{
    /// <summary>Windows that touch but do not overlap.</summary>
    public MaxPool(int kernel)
        : this(kernel, kernel) { }

    /// <inheritdoc/>
    public override string Kind => "max-pool";

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
    public override MaxPool Exchange(IAttributes form)
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
            "MaxPool",
            to.Inputs,
            LoweredAttribute.Of("kernel_shape", Kernel, Kernel),
            LoweredAttribute.Of("strides", Stride, Stride),
            LoweredAttribute.Of("pads", Padding, Padding, Padding, Padding)
        );
    }

    /// <inheritdoc/>
    public override Tensor Forward(
        IReadOnlyList<Tensor> inputs,
        IReadOnlyList<Tensor> tensors,
        bool training
    ) => nn.functional.max_pool2d(inputs[0], Kernel, stride: Stride, padding: Padding);
}

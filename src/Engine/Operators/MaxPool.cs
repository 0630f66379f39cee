using System.Collections.Immutable;
using static TorchSharp.torch;

namespace Slimfront.Engine.Operators;

/// <summary>The largest value in each window of a map.</summary>
/// <param name="Kernel">Height and width of the window.</param>
/// <param name="Stride">Steps of the window.</param>
/// <param name="Padding">The border, of −∞, which never wins; narrower than the kernel.</param>
public sealed record MaxPool(Extent Kernel, Extent Stride, Border Padding = default) : Operator
{
    /// <summary>Windows that touch but do not overlap.</summary>
    public MaxPool(Extent kernel)
        : this(kernel, kernel) { }

    /// <inheritdoc/>
    public override string Kind => "max-pool";

    /// <inheritdoc/>
    public override string Prefix => "pool";

    /// <inheritdoc/>
    public override bool KeepsGrid => true;

    /// <inheritdoc/>
    public override Shape InferShape(ImmutableArray<Shape> inputs)
    {
        var input = SingleMap(inputs);
        return Padding.FitsInto(Kernel)
            ? Slide(input, input.Channels, Kernel, Stride, Padding)
            : throw new GraphException(
                $"has padding {Padding}; each side must be narrower than its kernel {Kernel}"
            );
    }

    /// <inheritdoc/>
    public override ChannelFlow Channels(ChannelScope scope) => scope.Pass();

    /// <inheritdoc/>
    public override MaxPool Exchange(IAttributes form)
    {
        var kernel = form.Integer("kernel", Kernel.Height, usual: 2);
        var stride = form.Integer("stride", Stride.Height, usual: kernel);
        var padding = form.Integer("padding", Padding.Top, usual: 0);
        return new(
            form.Width("kernel", kernel, Kernel),
            form.Width("stride", stride, Stride),
            form.Sides(padding, Padding)
        );
    }

    /// <inheritdoc/>
    public override string Lower(ILowering to)
    {
        ArgumentNullException.ThrowIfNull(to);
        return to.Node("MaxPool", to.Inputs, LoweredAttribute.Window(Kernel, Stride, Padding));
    }

    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> tensors, bool training)
    {
        var isKnown = Padding.IsOfPools(Kernel);
        return nn.functional.max_pool2d(
            isKnown ? inputs[0] : Padding.Around(inputs[0], double.NegativeInfinity),
            Kernel.Lengths,
            strides: Stride.Lengths,
            padding: isKnown ? Padding.Lengths : [0, 0]
        );
    }
}

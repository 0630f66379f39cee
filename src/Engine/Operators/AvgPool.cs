using System.Collections.Immutable;
using static TorchSharp.torch;

namespace Slimfront.Engine.Operators;

/// <summary>The mean of each window of a map.</summary>
/// <param name="Kernel">Height and width of the window.</param>
/// <param name="Stride">Steps of the window.</param>
/// <param name="Padding">The border; narrower than the kernel.</param>
/// <param name="CountPadding">Whether the border counts in the mean, as zeros; else a mean is that of the map's part of the window.</param>
public sealed record AvgPool(Extent Kernel, Extent Stride, Border Padding = default, bool CountPadding = true)
    : Operator
{
    /// <summary>Windows that touch but do not overlap.</summary>
    public AvgPool(Extent kernel)
        : this(kernel, kernel) { }

    /// <inheritdoc/>
    public override string Kind => "avg-pool";

    /// <inheritdoc/>
    public override string Prefix => "pool";

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
    public override AvgPool Exchange(IAttributes form)
    {
        var kernel = form.Integer("kernel", Kernel.Height, usual: 2);
        var stride = form.Integer("stride", Stride.Height, usual: kernel);
        var padding = form.Integer("padding", Padding.Top, usual: 0);
        return new(
            form.Width("kernel", kernel, Kernel),
            form.Width("stride", stride, Stride),
            form.Sides(padding, Padding),
            form.Later("count-padding", CountPadding, usual: true)
        );
    }

    /// <inheritdoc/>
    public override string Lower(ILowering to)
    {
        ArgumentNullException.ThrowIfNull(to);
        return to.Node(
            "AveragePool",
            to.Inputs,
            [
                .. LoweredAttribute.Window(Kernel, Stride, Padding),
                LoweredAttribute.Of("count_include_pad", CountPadding ? 1 : 0),
            ]
        );
    }

    /// <inheritdoc/>
    public override Tensor Forward(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> tensors, bool training)
    {
        if (Padding.IsOfPools(Kernel))
            return Means(inputs[0], Padding);
        var means = Means(Padding.Around(inputs[0], 0), padding: 0);
        if (CountPadding)
            return means;
        // The share of each window that lies on the map is what the same windows find over ones.
        var map = ones([1, 1, .. inputs[0].shape[2..]], dtype: means.dtype, device: means.device);
        return means.div(Means(Padding.Around(map, 0), padding: 0));
    }

    private Tensor Means(Tensor maps, Border padding) =>
        nn.functional.avg_pool2d(
            maps,
            Kernel.Lengths,
            stride: Stride.Lengths,
            padding: padding.Lengths,
            count_include_pad: CountPadding
        );
}

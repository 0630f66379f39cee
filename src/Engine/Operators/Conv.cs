using System.Collections.Immutable;
using static TorchSharp.torch;

namespace Slimfront.Engine.Operators;

/// <summary>Two-dimensional convolution: full, grouped, or depthwise (a group per channel).</summary>
/// <remarks>y[o,p,q] = b[o] + Σ w[o,c,i,j] · x[c, p·stride + i·dilation − top, q·stride + j·dilation − left] over c of o's group, i and j.</remarks>
/// <param name="Out">Output channels.</param>
/// <param name="Kernel">Height and width of the kernel.</param>
/// <param name="Stride">Steps of the kernel.</param>
/// <param name="Padding">Zeros around the map.</param>
/// <param name="Groups">Parts that the channels are split into; each output channel sees one part.</param>
/// <param name="Bias">Whether a number is added to each output channel.</param>
/// <param name="Dilation">Steps within the kernel: from one of its rows and columns to the next.</param>
public sealed record Conv(
    int Out,
    Extent Kernel,
    Extent Stride = default,
    Border Padding = default,
    int Groups = 1,
    bool Bias = true,
    Extent Dilation = default
) : Operator
{
    /// <inheritdoc/>
    public override string Kind => "conv";

    /// <inheritdoc/>
    public override Shape InferShape(ImmutableArray<Shape> inputs)
    {
        var input = SingleMap(inputs);
        if (Out < 1 || Groups < 1 || Out % Groups != 0 || input.Channels % Groups != 0)
            throw new GraphException(
                $"turns {input.Channels} channels into {Out} in {Groups} groups; both must be multiples of the groups"
            );
        return Slide(input, Out, Kernel, Stride, Padding, Dilation);
    }

    /// <summary>The weight [out, in/groups, kernel height, kernel width] and, if any, the bias [out].</summary>
    public override ImmutableArray<TensorSpec> Tensors(ImmutableArray<Shape> inputs)
    {
        var perGroup = inputs[0].Channels / Groups;
        var fanIn = checked(perGroup * Kernel.Area);
        var weight = new TensorSpec(
            "weight",
            [Out, perGroup, Kernel.Height, Kernel.Width],
            TensorRole.Weight,
            fanIn
        );
        return Bias ? [weight, new("bias", [Out], TensorRole.Bias, fanIn)] : [weight];
    }

    /// <summary>out · area of the kernel · in/groups · height · width of the output; the bias is not counted.</summary>
    public override long Macs(ImmutableArray<Shape> inputs) =>
        checked(Tensors(inputs)[0].Elements * InferShape(inputs).Positions);

    /// <inheritdoc/>
    public override ChannelFlow Channels(ChannelScope scope)
    {
        var inputs = scope.Inputs[0];
        var depthwise = Groups > 1 && Groups == inputs.Length;
        var outputs = depthwise ? Repeat(inputs, Out / Groups) : scope.Make(Out);
        if (!depthwise)
        {
            scope.CoupleAcross(Groups, inputs);
            scope.CoupleAcross(Groups, outputs);
        }

        // The weight's second axis runs over the channels of one group; all groups keep the same ones.
        var perGroup = depthwise ? [] : inputs[..(inputs.Length / Groups)];
        var weight = new TensorChannels(outputs, perGroup, [], []);
        return Bias ? new(outputs, weight, new TensorChannels(outputs)) : new(outputs, weight);
    }

    /// <inheritdoc/>
    public override Operator Narrow(int inputsBefore, ImmutableArray<int> inputs, int outputs) =>
        this with
        {
            Out = outputs,
            Groups = Groups == inputsBefore ? inputs.Length : Groups,
        };

    /// <inheritdoc/>
    public override Conv Exchange(IAttributes form)
    {
        var outputs = form.Integer("out", Out);
        var kernel = form.Integer("kernel", Kernel.Height, usual: 3);
        var stride = form.Integer("stride", Stride.Height, usual: 1);
        var padding = form.Integer("padding", Padding.Top, usual: kernel / 2);
        var groups = form.Integer("groups", Groups, usual: 1);
        var bias = form.Flag("bias", Bias, usual: true);
        return new(
            outputs,
            form.Width("kernel", kernel, Kernel),
            form.Width("stride", stride, Stride),
            form.Sides(padding, Padding),
            groups,
            bias,
            form.Width("dilation", form.Later("dilation", Dilation.Height, usual: 1), Dilation)
        );
    }

    /// <inheritdoc/>
    public override string Lower(ILowering to)
    {
        ArgumentNullException.ThrowIfNull(to);
        return to.Node(
            "Conv",
            Bias ? [to.Inputs[0], to.Tensor(0), to.Tensor(1)] : [to.Inputs[0], to.Tensor(0)],
            [
                .. LoweredAttribute.Window(Kernel, Stride, Padding),
                LoweredAttribute.Of("group", Groups),
                .. Dilation == 1
                    ? (LoweredAttribute[])[]
                    : [LoweredAttribute.Of("dilations", Dilation.Height, Dilation.Width)],
            ]
        );
    }

    /// <inheritdoc/>
    /// <remarks>
    /// libtorch pads opposite sides alike, so another border is put around the maps first.
    /// A 1×1 kernel with a stride reads every stride-th pixel, so these are taken first and convolved with stride 1: the
    /// same function with the same gradients. oneDNN's own way (up to 3.7.1, which libtorch 2.10 carries) writes beyond its
    /// workspace in the weight's gradient of such a layer when it has fewer input channels than a vector has room for,
    /// which crashes or gives wrong gradients (uxlfoundation/oneDNN#6035).
    /// <para>
    /// The layout in memory is chosen, too: in the other one the same oneDNN was seen to give wrong numbers, on AVX2 and AVX-512 alike. With channels first,
    /// gradients by the inputs of full convolutions of few channels are wrong; with channels last, values and gradients of depthwise ones
    /// with several kernels for a channel, and gradients of dilated ones. A single channel has no layout: where its gradient is wanted a channel
    /// of zeros stands beside it.
    /// </para>
    /// </remarks>
    public override Tensor Forward(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> tensors, bool training)
    {
        var padsHere = !Padding.IsEven;
        var picksPixels = Kernel == 1 && Stride != 1 && (padsHere || Padding == 0);
        if (!padsHere && !picksPixels)
            return Convolve(inputs[0], tensors, Stride, Padding);
        using var scope = NewDisposeScope();
        var maps = padsHere ? Padding.Around(inputs[0], 0) : inputs[0];
        return Convolve(
                picksPixels ? EveryPixel(maps, Stride) : maps,
                tensors,
                picksPixels ? 1 : Stride,
                padding: 0
            )
            .MoveToOuterDisposeScope();
    }

    private Tensor Convolve(Tensor maps, IReadOnlyList<Tensor> tensors, Extent stride, Border padding)
    {
        using var scope = NewDisposeScope();
        var weight = tensors[0];
        if (HasNoLayout(maps))
        {
            maps = cat([maps, zeros_like(maps)], dim: 1);
            weight = cat([weight, zeros_like(weight)], dim: 1);
        }
        return nn
            .functional.conv2d(
                Placed(maps),
                weight,
                Bias ? tensors[1] : null,
                strides: stride.Lengths,
                padding: padding.Lengths,
                dilation: Dilation.Lengths,
                groups: Groups
            )
            .MoveToOuterDisposeScope();
    }

    // Maps of one channel lie the same with channels first or last, and oneDNN takes them as the former.
    private static bool HasNoLayout(Tensor maps) =>
        maps.shape[1] == 1 && maps.requires_grad && maps.device_type == TorchSharp.DeviceType.CPU;

    private Tensor Placed(Tensor maps)
    {
        if (maps.device_type != TorchSharp.DeviceType.CPU)
            return maps;
        var isDepthwise = Groups > 1 && Groups == maps.shape[1];
        return isDepthwise && (Out > Groups || Dilation != 1)
            ? maps.contiguous()
            : MapLayout.ChannelsLast(maps);
    }

    private static Tensor EveryPixel(Tensor maps, Extent stride) =>
        maps.slice(2, 0, maps.shape[2], stride.Height).slice(3, 0, maps.shape[3], stride.Width);

    // A depthwise convolution makes no channels: output c·m … c·m + m − 1 are input channel c seen through m kernels.
    private static ImmutableArray<int> Repeat(ImmutableArray<int> channels, int times) =>
        [.. channels.SelectMany(c => Enumerable.Repeat(c, times))];
}

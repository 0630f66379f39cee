using System.Collections.Immutable;
using static TorchSharp.torch;

namespace Slimfront.Engine.Operators;

/// <summary>Two-dimensional convolution with a square kernel: full, grouped, or depthwise (a group per channel).</summary>
/// <param name="Out">Output channels.</param>
/// <param name="Kernel">Height and width of the kernel.</param>
/// <param name="Stride">Step of the kernel.</param>
/// <param name="Padding">Zeros around the map.</param>
/// <param name="Groups">Parts that the channels are split into; each output channel sees one part.</param>
/// <param name="Bias">Whether a number is added to each output channel.</param>
public sealed record Conv(
    int Out,
    int Kernel,
    int Stride = 1,
    int Padding = 0,
    int Groups = 1,
    bool Bias = true
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
        return Slide(input, Out, Kernel, Stride, Padding);
    }

    /// <summary>The weight [out, in/groups, kernel, kernel] and, if any, the bias [out].</summary>
    public override ImmutableArray<TensorSpec> Tensors(ImmutableArray<Shape> inputs)
    {
        var perGroup = inputs[0].Channels / Groups;
        var fanIn = checked(perGroup * Kernel * Kernel);
        var weight = new TensorSpec("weight", [Out, perGroup, Kernel, Kernel], TensorRole.Weight, fanIn);
        return Bias ? [weight, new("bias", [Out], TensorRole.Bias, fanIn)] : [weight];
    }

    /// <summary>out · kernel² · in/groups · height · width of the output; the bias is not counted.</summary>
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
            CoupleAcrossGroups(scope, inputs);
            CoupleAcrossGroups(scope, outputs);
        }

        // The weight's second axis runs over the channels of one group; all groups keep the same ones.
        var perGroup = depthwise ? [] : inputs[..(inputs.Length / Groups)];
        var weight = new TensorChannels(outputs, perGroup, [], []);
        return Bias ? new(outputs, weight, new TensorChannels(outputs)) : new(outputs, weight);
    }

    /// <inheritdoc/>
    public override Operator Narrow(int inputsBefore, int inputs, int outputs) =>
        this with
        {
            Out = outputs,
            Groups = Groups == inputsBefore ? inputs : Groups,
        };

    /// <inheritdoc/>
    public override Conv Exchange(IAttributes form)
    {
        var outputs = form.Integer("out", Out);
        var kernel = form.Integer("kernel", Kernel, usual: 3);
        return new(
            outputs,
            kernel,
            form.Integer("stride", Stride, usual: 1),
            form.Integer("padding", Padding, usual: kernel / 2),
            form.Integer("groups", Groups, usual: 1),
            form.Flag("bias", Bias, usual: true)
        );
    }

    /// <inheritdoc/>
    public override string Lower(ILowering to)
    {
        ArgumentNullException.ThrowIfNull(to);
        return to.Node(
            "Conv",
            Bias ? [to.Inputs[0], to.Tensor(0), to.Tensor(1)] : [to.Inputs[0], to.Tensor(0)],
            LoweredAttribute.Of("kernel_shape", Kernel, Kernel),
            LoweredAttribute.Of("strides", Stride, Stride),
            LoweredAttribute.Of("pads", Padding, Padding, Padding, Padding),
            LoweredAttribute.Of("group", Groups)
        );
    }

    /// <inheritdoc/>
    /// <remarks>
    /// A 1×1 kernel with a stride reads every stride-th pixel, so these are taken first and convolved with stride 1: the
    /// same function with the same gradients. oneDNN's own way (up to 3.7.1, which libtorch 2.10 carries) writes beyond its
    /// workspace in the weight's gradient of such a layer when it has fewer input channels than a vector has room for,
    /// which crashes or gives wrong gradients (uxlfoundation/oneDNN#6035).
    /// </remarks>
    public override Tensor Forward(IReadOnlyList<Tensor> inputs, IReadOnlyList<Tensor> tensors, bool training)
    {
        if (Kernel > 1 || Stride == 1 || Padding > 0)
            return Convolve(inputs[0], tensors, Stride);
        using var scope = NewDisposeScope();
        return Convolve(EveryPixel(inputs[0], Stride), tensors, 1).MoveToOuterDisposeScope();
    }

    private Tensor Convolve(Tensor input, IReadOnlyList<Tensor> tensors, int stride) =>
        nn.functional.conv2d(
            input,
            tensors[0],
            Bias ? tensors[1] : null,
            strides: [stride, stride],
            padding: [Padding, Padding],
            groups: Groups
        );

    private static Tensor EveryPixel(Tensor maps, int stride) =>
        maps.slice(2, 0, maps.shape[2], stride).slice(3, 0, maps.shape[3], stride);

    // A depthwise convolution makes no channels: output c·m … c·m + m − 1 are input channel c seen through m kernels.
    private static ImmutableArray<int> Repeat(ImmutableArray<int> channels, int times) =>
        [.. channels.SelectMany(c => Enumerable.Repeat(c, times))];

    // Removing the same relative channel of every group keeps the groups equally large.
    private void CoupleAcrossGroups(ChannelScope scope, ImmutableArray<int> channels)
    {
        var perGroup = channels.Length / Groups;
        for (var i = perGroup; i < channels.Length; i++)
            scope.Couple(channels[i % perGroup], channels[i]);
    }
}

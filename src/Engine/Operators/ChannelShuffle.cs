using System.Collections.Immutable;
using static TorchSharp.torch;

namespace Slimfront.Engine.Operators;

/// <summary>Deals the channels of a map's parts out in turn: y[c·groups + g] = x[g·(channels/groups) + c].</summary>
/// <remarks>
/// Zhang et al. (2018), "ShuffleNet", arXiv:1707.01083, §3.1. The same channel of every part can only be removed together, so that the parts
/// stay equally large and those that are left are dealt out in the same order.
/// </remarks>
/// <param name="Groups">The parts.</param>
public sealed record ChannelShuffle(int Groups = 2) : Operator
{
    /// <inheritdoc/>
    public override string Kind => "channel-shuffle";

    /// <inheritdoc/>
    public override string Prefix => "shuffle";

    /// <inheritdoc/>
    public override bool KeepsGrid => true;

    /// <inheritdoc/>
    public override Shape InferShape(ImmutableArray<Shape> inputs)
    {
        var input = SingleMap(inputs);
        return Groups > 0 && input.Channels % Groups == 0
            ? input
            : throw new GraphException($"shuffles {input.Channels} channels in {Groups} equal parts");
    }

    /// <inheritdoc/>
    public override ChannelFlow Channels(ChannelScope scope)
    {
        var channels = scope.Inputs[0];
        scope.CoupleAcross(Groups, channels);
        var perGroup = channels.Length / Groups;
        return new([
            .. Enumerable
                .Range(0, channels.Length)
                .Select(i => channels[i % Groups * perGroup + (i / Groups)]),
        ]);
    }

    /// <inheritdoc/>
    public override ChannelShuffle Exchange(IAttributes form) =>
        new(form.Integer("groups", Groups, usual: 2));

    /// <inheritdoc/>
    public override string Lower(ILowering to)
    {
        ArgumentNullException.ThrowIfNull(to);
        var (channels, height, width) = (to.Shapes[0][0], to.Shapes[0][1], to.Shapes[0][2]);
        // A length of 0 is that of the input's axis: the batch.
        var parts = to.Node(
            "Reshape",
            [to.Inputs[0], to.Integers(0, Groups, channels / Groups, height, width)]
        );
        var dealt = to.Node("Transpose", [parts], LoweredAttribute.Of("perm", 0, 2, 1, 3, 4));
        return to.Node("Reshape", [dealt, to.Integers(0, channels, height, width)]);
    }

    /// <inheritdoc/>
    public override Tensor Forward(
        IReadOnlyList<Tensor> inputs,
        IReadOnlyList<Tensor> tensors,
        bool training
    ) => inputs[0].channel_shuffle(Groups);
}

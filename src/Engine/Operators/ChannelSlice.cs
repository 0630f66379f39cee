using System.Collections.Immutable;
using static TorchSharp.torch;

namespace Slimfront.Engine.Operators;

/// <summary>Some channels of a value that lie side by side: y[c] = x[start + c] for c from 0 to count − 1.</summary>
/// <remarks>
/// The split of a map into halves is two of them. Where channels were removed, it begins and ends between the same neighbours as before.
/// </remarks>
/// <param name="Start">The first channel, from 0 on.</param>
/// <param name="Count">How many.</param>
public sealed record ChannelSlice(int Start, int Count) : Operator
{
    /// <inheritdoc/>
    public override string Kind => "channel-slice";

    /// <inheritdoc/>
    public override string Prefix => "slice";

    /// <inheritdoc/>
    public override bool KeepsGrid => true;

    /// <inheritdoc/>
    public override Shape InferShape(ImmutableArray<Shape> inputs)
    {
        var input = Single(inputs);
        return Start >= 0 && Count > 0 && Start <= input.Channels - Count
            ? input.WithChannels(Count)
            : throw new GraphException(
                $"takes {Count} channels from channel {Start} on, of a value of {input.Channels}"
            );
    }

    /// <inheritdoc/>
    public override ChannelFlow Channels(ChannelScope scope)
    {
        var slice = scope.Inputs[0].Slice(Start, Count);
        // Where it begins must not depend on which channels go, either.
        scope.Part(scope.Inputs[0][..Start]);
        scope.Part(slice);
        return new(slice);
    }

    /// <inheritdoc/>
    public override Operator Narrow(int inputsBefore, ImmutableArray<int> inputs, int outputs) =>
        new ChannelSlice(inputs.Count(place => place < Start), outputs);

    /// <inheritdoc/>
    public override ChannelSlice Exchange(IAttributes form) =>
        new(form.Integer("start", Start, usual: 0), form.Integer("count", Count));

    /// <inheritdoc/>
    public override string Lower(ILowering to)
    {
        ArgumentNullException.ThrowIfNull(to);
        return to.Node(
            "Slice",
            [to.Inputs[0], to.Integers(Start), to.Integers(Start + Count), to.Integers(1)]
        );
    }

    /// <inheritdoc/>
    public override Tensor Forward(
        IReadOnlyList<Tensor> inputs,
        IReadOnlyList<Tensor> tensors,
        bool training
    ) => inputs[0].narrow(1, Start, Count);
}

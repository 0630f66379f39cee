using System.Collections.Immutable;

namespace Slimfront.Engine.Operators;

/// <summary>Which channels a node's value and tensors carry.</summary>
/// <param name="Output">The channel at each position of the value's first axis.</param>
/// <param name="Tensors">One for each of the node's tensors, in order.</param>
public sealed record ChannelFlow(ImmutableArray<int> Output, params ImmutableArray<TensorChannels> Tensors);

/// <summary>Which channels the axes of a tensor carry.</summary>
/// <param name="Axes">
/// One entry per axis: the channel at each of its positions, or empty where the axis is not one of channels (a kernel's
/// height, say).
/// </param>
public sealed record TensorChannels(params ImmutableArray<ImmutableArray<int>> Axes);

/// <summary>What an operator sees when it says how it carries channels.</summary>
/// <param name="book">Where channels are made and coupled.</param>
/// <param name="inputs">The channel at each position of the first axis of each input.</param>
/// <param name="shapes">The shapes of the inputs.</param>
public sealed class ChannelScope(
    ChannelBook book,
    ImmutableArray<ImmutableArray<int>> inputs,
    ImmutableArray<Shape> shapes
)
{
    /// <summary>The channel at each position of the first axis of each input.</summary>
    public ImmutableArray<ImmutableArray<int>> Inputs { get; } = inputs;

    /// <summary>The shapes of the inputs.</summary>
    public ImmutableArray<Shape> Shapes { get; } = shapes;

    /// <summary>New channels, made by this node.</summary>
    public ImmutableArray<int> Make(int count) => book.Make(count);

    /// <summary>Two channels that can only be removed together.</summary>
    public void Couple(int one, int other) => book.Couple(one, other);

    /// <summary>
    /// Channels of equally many parts, one after the other: those of one place in every part can only be removed together, so that
    /// the parts stay equally large.
    /// </summary>
    public void CoupleAcross(int parts, ImmutableArray<int> channels)
    {
        var perPart = channels.Length / parts;
        for (var i = perPart; i < channels.Length; i++)
            Couple(channels[i % perPart], channels[i]);
    }

    /// <summary>Some of the channels of an input go on without the others.</summary>
    public void Part(ImmutableArray<int> channels) => book.Part(channels);

    /// <summary>Channels that can never be removed.</summary>
    public void Fix(ImmutableArray<int> channels) => book.Fix(channels);

    /// <summary>The value has the channels of the only input, and every tensor is one number per channel.</summary>
    /// <param name="tensors">How many tensors the operator owns.</param>
    public ChannelFlow Pass(int tensors = 0) =>
        new(Inputs[0], [.. Enumerable.Repeat(new TensorChannels(Inputs[0]), tensors)]);
}

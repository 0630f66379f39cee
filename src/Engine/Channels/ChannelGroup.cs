using System.Collections.Immutable;
using Slimfront.Engine.Operators;

namespace Slimfront.Engine.Channels;

/// <summary>
/// A layer for the purposes of pruning: channels that the same nodes make, such as the filters of a convolution, or of
/// all the convolutions that meet in a residual sum. Each of its channels is removed or kept as a whole.
/// </summary>
/// <param name="Index">Its place in <see cref="ChannelMap.Groups"/>.</param>
/// <param name="Name">The names of the nodes that make the channels, joined by '+'; numbered where they make several groups.</param>
/// <param name="Channels">The number of channels.</param>
/// <param name="Slices">Everything that goes when a channel goes.</param>
public sealed record ChannelGroup(int Index, string Name, int Channels, ImmutableArray<ChannelSlices> Slices);

/// <summary>Where the channels of a group are found along one axis of one tensor.</summary>
/// <param name="Tensor">The tensor's name.</param>
/// <param name="Role">What the tensor is.</param>
/// <param name="Axis">The axis; 0 holds what computes a channel, 1 what consumes it.</param>
/// <param name="Positions">The positions of each channel, in rising order; equally many for each.</param>
public sealed record ChannelSlices(
    string Tensor,
    TensorRole Role,
    int Axis,
    ImmutableArray<ImmutableArray<int>> Positions
);

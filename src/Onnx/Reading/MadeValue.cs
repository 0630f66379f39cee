using System.Collections.Immutable;
using Slimfront.Engine.Operators;

namespace Slimfront.Onnx.Reading;

/// <summary>A value of an ONNX file in the network that is made of it.</summary>
/// <param name="Node">The node that computes it.</param>
/// <param name="Shape">Its shape there.</param>
internal sealed record MadeValue(string Node, Shape Shape)
{
    /// <summary>Whether the file has it height × width × channels.</summary>
    public bool IsChannelsLast { get; init; }

    /// <summary>
    /// For features of a map that lay height × width × channels: the place among the network's features of each of the file's. Empty where
    /// they are in the same order.
    /// </summary>
    public ImmutableArray<int> Order { get; init; } = [];

    /// <summary>Zeros that the file puts around it.</summary>
    public Border Padding { get; init; }

    /// <summary>The number of its axes in the file, with the batch.</summary>
    public int FileRank => Shape.Rank + 1;

    /// <summary>The axis of its channels in the file.</summary>
    public int ChannelAxis => IsChannelsLast ? FileRank - 1 : 1;

    /// <summary>An axis of the file as a number from 0 on.</summary>
    public int Axis(long axis) => (int)(axis < 0 ? axis + FileRank : axis);
}

using System.Collections.Immutable;
using Slimfront.Engine.Operators;

namespace Slimfront.Onnx.Reading;

/// <summary>Maps that lie height × width × channels in a file, which the network has channels first.</summary>
internal static class ChannelsLast
{
    /// <summary>The lengths of a map's axes in the file.</summary>
    public static ImmutableArray<int> Lengths(Shape map) => [map[1], map[2], map[0]];

    /// <summary>The place among the network's numbers of each of the file's.</summary>
    public static ImmutableArray<int> Order(Shape map) =>
        [
            .. Enumerable
                .Range(0, map.Elements)
                .Select(i => (i % map.Channels * map.Positions) + (i / map.Channels)),
        ];
}

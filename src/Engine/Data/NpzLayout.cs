using System.Collections.Immutable;
using Slimfront.Search;

namespace Slimfront.Engine.Data;

/// <summary>What the axes of an array of inputs are.</summary>
/// <remarks>
/// The second axis of four is channels (PyTorch's order, NCHW), or the last one is (Keras's, NHWC). A shape tells where there
/// can be no doubt. Channels come first where the last axis is longer than 4 and the first either is not or is the shortest of
/// the three, or where the last two are equal and the first is not; they come last where that axis is 1, 3 or 4 long and the two
/// before it are equal and longer than 4. Of 1 × height × 1 both orders are the same.
/// </remarks>
/// <param name="Shape">Of one input: [channels, height, width] or [features].</param>
/// <param name="IsLast">Whether values stand with the channels last.</param>
/// <param name="Reading">What was understood, for people.</param>
internal sealed record NpzLayout(ImmutableArray<int> Shape, bool IsLast, string Reading)
{
    /// <summary>The order that the shape tells.</summary>
    public const string Auto = "auto";

    /// <summary>Channels, height, width.</summary>
    public const string First = "nchw";

    /// <summary>Height, width, channels.</summary>
    public const string Last = "nhwc";

    // Most pictures have no more: grey, with transparency, in colours, both.
    private const int UsualChannels = 4;

    /// <summary>The axes of an array.</summary>
    /// <param name="path">The file, for messages.</param>
    /// <param name="name">The array, likewise.</param>
    /// <param name="shape">Its shape, examples first.</param>
    /// <param name="wanted">What a study says.</param>
    /// <exception cref="UserErrorException">The shape is none of inputs, or leaves a doubt.</exception>
    public static NpzLayout Of(string path, string name, ImmutableArray<int> shape, string wanted)
    {
        if (shape.Length is not (2 or 3 or 4))
            throw new UserErrorException(
                $"'{path}': its inputs have {shape.Length} dimensions; 2, 3 or 4 are understood."
            );
        if (shape.Length < 4)
            return wanted == Auto
                ? new(
                    shape.Length == 2 ? shape[1..] : [1, .. shape[1..]],
                    IsLast: false,
                    shape.Length == 2 ? "" : "one channel"
                )
                : throw new UserErrorException(
                    $"'data.npz.layout' is {wanted}, but '{name}' in '{path}' has {shape.Length} dimensions: there is no axis of channels."
                );
        var (a, b, c) = (shape[1], shape[2], shape[3]);
        var isLast =
            wanted == Auto
                ? ChannelsAreLast(a, b, c)
                    ?? throw new UserErrorException(
                        $"'{path}': '{name}' has the shape ({string.Join(", ", shape)}), where channels may come first ({a} of {b}×{c}) or last ({c} of {a}×{b}); set 'data.npz.layout' to {First} or {Last}."
                    )
                : wanted == Last;
        var order = isLast ? "height, width, channels" : "channels, height, width";
        return new(
            isLast ? [c, a, b] : [a, b, c],
            isLast,
            $"layout {(isLast ? Last : First)} ({order}){(wanted == Auto ? ", by the shape" : "")}"
        );
    }

    /// <summary>Values with the channels first.</summary>
    public float[] Arrange(float[] values)
    {
        if (!IsLast || Shape[0] == 1)
            return values;
        var (channels, pixels) = (Shape[0], Shape[1] * Shape[2]);
        var result = new float[values.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var (example, rest) = Math.DivRem(i, channels * pixels);
            var (pixel, channel) = Math.DivRem(rest, channels);
            result[(((example * channels) + channel) * pixels) + pixel] = values[i];
        }
        return result;
    }

    private static bool? ChannelsAreLast(int a, int b, int c)
    {
        if (c > UsualChannels && (a <= UsualChannels || (a < b && a < c)))
            return false;
        if ((b == c && a != b) || (a == 1 && c == 1))
            return false;
        if (a == b && a > UsualChannels && c is 1 or 3 or 4)
            return true;
        return null;
    }
}

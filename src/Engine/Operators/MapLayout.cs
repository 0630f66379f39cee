using static TorchSharp.torch;

namespace Slimfront.Engine.Operators;

/// <summary>How the values of maps lie in memory; their shape says [batch, channels, height, width] whatever it is.</summary>
internal static class MapLayout
{
    /// <summary>The same values with the channels of a pixel side by side; the maps themselves where they lie so already.</summary>
    public static Tensor ChannelsLast(Tensor maps)
    {
        var (count, channels, height, width) = (maps.shape[0], maps.shape[1], maps.shape[2], maps.shape[3]);
        long[] wanted = [height * width * channels, 1, width * channels, channels];
        if (maps.stride().AsSpan().SequenceEqual(wanted))
            return maps;
        // With a single channel nothing has to move, but libtorch goes by the strides.
        using var moved =
            channels == 1 ? maps.reshape(count, height, width, 1) : maps.permute(0, 2, 3, 1).contiguous();
        return moved.permute(0, 3, 1, 2);
    }
}

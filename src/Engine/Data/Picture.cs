using System.Numerics;
using SkiaSharp;

namespace Slimfront.Engine.Data;

/// <summary>A picture from a file: three planes of 8 or 16 bits, upright, transparent parts on white.</summary>
/// <param name="Width">Pixels of a row.</param>
/// <param name="Height">Rows.</param>
/// <param name="Red">Row by row.</param>
/// <param name="Green">Likewise.</param>
/// <param name="Blue">Likewise.</param>
/// <param name="IsDeep">Whether values are of 16 bits instead of 8.</param>
internal sealed record Picture(
    int Width,
    int Height,
    ushort[] Red,
    ushort[] Green,
    ushort[] Blue,
    bool IsDeep = false
)
{
    private const int Channels = 4;
    private const int Deep = 257;

    private const int LargestCount = int.MaxValue / 4;

    /// <summary>What a value is divided by for the range of a byte.</summary>
    public int Scale => IsDeep ? Deep : 1;

    /// <summary>Luma of BT.601, 0.299 R + 0.587 G + 0.114 B, rounded: one plane.</summary>
    public ushort[] Grey
    {
        get
        {
            var grey = new ushort[Red.Length];
            for (var i = 0; i < grey.Length; i++)
                grey[i] = (ushort)(((299 * Red[i]) + (587 * Green[i]) + (114 * Blue[i]) + 500) / 1000);
            return grey;
        }
    }

    /// <summary>Reads a file; of one that moves, the first frame.</summary>
    /// <exception cref="InvalidDataException">It is not a whole picture in a format that is read here.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static Picture Read(string path)
    {
        if (!PackedFile.HasContent(path))
            throw new InvalidDataException("it is empty, or a pipe, a socket or a device");
        var file = File.ReadAllBytes(path);
        using var content = SKData.CreateCopy(file);
        using var codec =
            SKCodec.Create(content)
            ?? throw new InvalidDataException(
                "it is not a picture in a known format (PNG, JPEG, WebP, GIF, BMP, ICO)"
            );
        var info = new SKImageInfo(
            codec.Info.Width,
            codec.Info.Height,
            SKColorType.Rgba8888,
            SKAlphaType.Unpremul
        );
        if ((long)info.Width * info.Height > LargestCount)
            throw new InvalidDataException($"its {info.Width}×{info.Height} pixels are too many");
        var origin = codec.EncodedOrigin is var told and not SKEncodedOrigin.TopLeft
            ? told
            : Exif.Orientation(file);
        if (DeepPng.Is(file))
            return Upright<ushort>(DeepPng.Read(file), info.Width, info.Height, origin, ushort.MaxValue);
        var pixels = new byte[info.BytesSize];
        if (Decode(codec, info, pixels) is not SKCodecResult.Success)
            throw new InvalidDataException("it is damaged or cut off");
        return Upright<byte>(pixels, info.Width, info.Height, origin, byte.MaxValue);
    }

    private static unsafe SKCodecResult Decode(SKCodec codec, SKImageInfo info, byte[] pixels)
    {
        fixed (byte* start = pixels)
            return codec.GetPixels(info, (IntPtr)start);
    }

    // Cameras store what the sensor saw and say how to turn it (Exif 2.3, tag 0x112).
    private static Picture Upright<T>(T[] rgba, int width, int height, SKEncodedOrigin origin, int white)
        where T : unmanaged, IBinaryInteger<T>
    {
        var isTurned = (int)origin >= (int)SKEncodedOrigin.LeftTop;
        var (w, h) = isTurned ? (height, width) : (width, height);
        var (red, green, blue) = (new ushort[w * h], new ushort[w * h], new ushort[w * h]);
        for (var y = 0; y < h; y++)
        for (var x = 0; x < w; x++)
        {
            var (sx, sy) = Source(x, y, width, height, origin);
            var pixel = rgba.AsSpan(((sy * width) + sx) * Channels, Channels);
            var place = (y * w) + x;
            var alpha = long.CreateTruncating(pixel[3]);
            red[place] = OnWhite(long.CreateTruncating(pixel[0]), alpha, white);
            green[place] = OnWhite(long.CreateTruncating(pixel[1]), alpha, white);
            blue[place] = OnWhite(long.CreateTruncating(pixel[2]), alpha, white);
        }
        return new(w, h, red, green, blue, white > byte.MaxValue);
    }

    private static (int X, int Y) Source(int x, int y, int width, int height, SKEncodedOrigin origin) =>
        origin switch
        {
            SKEncodedOrigin.TopRight => (width - 1 - x, y),
            SKEncodedOrigin.BottomRight => (width - 1 - x, height - 1 - y),
            SKEncodedOrigin.BottomLeft => (x, height - 1 - y),
            SKEncodedOrigin.LeftTop => (y, x),
            SKEncodedOrigin.RightTop => (y, height - 1 - x),
            SKEncodedOrigin.RightBottom => (width - 1 - y, height - 1 - x),
            SKEncodedOrigin.LeftBottom => (width - 1 - y, x),
            _ => (x, y),
        };

    private static ushort OnWhite(long value, long alpha, int white) =>
        (ushort)(((value * alpha) + (white * (white - alpha)) + (white / 2)) / white);
}

using SkiaSharp;

namespace Slimfront.Engine.Data;

/// <summary>A picture from a file: three planes of bytes, upright, transparent parts on white.</summary>
/// <param name="Width">Pixels of a row.</param>
/// <param name="Height">Rows.</param>
/// <param name="Red">Row by row.</param>
/// <param name="Green">Likewise.</param>
/// <param name="Blue">Likewise.</param>
internal sealed record Picture(int Width, int Height, byte[] Red, byte[] Green, byte[] Blue)
{
    private const int LargestCount = int.MaxValue / 4;

    /// <summary>Luma of BT.601, 0.299 R + 0.587 G + 0.114 B, rounded: one plane.</summary>
    public byte[] Grey
    {
        get
        {
            var grey = new byte[Red.Length];
            for (var i = 0; i < grey.Length; i++)
                grey[i] = (byte)(((299 * Red[i]) + (587 * Green[i]) + (114 * Blue[i]) + 500) / 1000);
            return grey;
        }
    }

    /// <summary>Reads a file; of one that moves, the first frame.</summary>
    /// <exception cref="InvalidDataException">It is not a whole picture in a format that is read here.</exception>
    /// <exception cref="IOException">It cannot be read.</exception>
    public static Picture Read(string path)
    {
        using var content = SKData.CreateCopy(File.ReadAllBytes(path));
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
        var pixels = new byte[info.BytesSize];
        if (Decode(codec, info, pixels) is not SKCodecResult.Success)
            throw new InvalidDataException("it is damaged or cut off");
        return Upright(pixels, info.Width, info.Height, codec.EncodedOrigin);
    }

    private static unsafe SKCodecResult Decode(SKCodec codec, SKImageInfo info, byte[] pixels)
    {
        fixed (byte* start = pixels)
            return codec.GetPixels(info, (IntPtr)start);
    }

    // Cameras store what the sensor saw and say how to turn it (Exif 2.3, tag 0x112).
    private static Picture Upright(byte[] rgba, int width, int height, SKEncodedOrigin origin)
    {
        var isTurned = (int)origin >= (int)SKEncodedOrigin.LeftTop;
        var (w, h) = isTurned ? (height, width) : (width, height);
        var picture = new Picture(w, h, new byte[w * h], new byte[w * h], new byte[w * h]);
        for (var y = 0; y < h; y++)
        for (var x = 0; x < w; x++)
        {
            var (sx, sy) = Source(x, y, width, height, origin);
            var pixel = rgba.AsSpan(((sy * width) + sx) * 4, 4);
            var place = (y * w) + x;
            picture.Red[place] = OnWhite(pixel[0], pixel[3]);
            picture.Green[place] = OnWhite(pixel[1], pixel[3]);
            picture.Blue[place] = OnWhite(pixel[2], pixel[3]);
        }
        return picture;
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

    private static byte OnWhite(byte value, byte alpha) =>
        (byte)(((value * alpha) + (255 * (255 - alpha)) + 127) / 255);
}

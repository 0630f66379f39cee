namespace Slimfront.Engine.Data;

/// <summary>Scales a picture to a square: its shorter side becomes the square's, the middle of the longer one stays.</summary>
/// <remarks>
/// A triangle filter, widened by the scale where the picture shrinks, so that every source pixel counts. Written out
/// here, in double precision, so that the same file gives the same pixels on every machine.
/// </remarks>
internal static class Resampling
{
    /// <summary>The square's values from 0 to 255: of a plane of bytes rounded to whole numbers, else divided by the scale.</summary>
    /// <param name="plane">One channel, row by row.</param>
    /// <param name="width">Pixels of a row.</param>
    /// <param name="height">Rows.</param>
    /// <param name="size">The square's side.</param>
    /// <param name="scale">What a plane's values are divided by: 1 for bytes, 257 for 16 bits.</param>
    public static float[] Square(ReadOnlySpan<ushort> plane, int width, int height, int size, int scale = 1)
    {
        var side = Math.Min(width, height);
        var columns = Taps(width, side, size);
        var rows = Taps(height, side, size);
        var narrow = new double[height * size];
        for (var y = rows[0].First; y < rows[^1].First + rows[^1].Weights.Length; y++)
        for (var x = 0; x < size; x++)
        {
            var sum = 0.0;
            var (first, weights) = columns[x];
            for (var k = 0; k < weights.Length; k++)
                sum += weights[k] * plane[(y * width) + first + k];
            narrow[(y * size) + x] = sum;
        }
        var square = new float[size * size];
        for (var y = 0; y < size; y++)
        for (var x = 0; x < size; x++)
        {
            var sum = 0.0;
            var (first, weights) = rows[y];
            for (var k = 0; k < weights.Length; k++)
                sum += weights[k] * narrow[((first + k) * size) + x];
            square[(y * size) + x] = (float)
                Math.Clamp(scale == 1 ? Math.Floor(sum + 0.5) : sum / scale, 0, 255);
        }
        return square;
    }

    // For each pixel of the square, the source pixels along one axis that it is made of; the weights add up to 1.
    private static (int First, double[] Weights)[] Taps(int length, int side, int size)
    {
        var scale = (double)side / size;
        var reach = Math.Max(scale, 1);
        var offset = (length - side) / 2.0;
        var taps = new (int, double[])[size];
        for (var i = 0; i < size; i++)
        {
            var centre = offset + ((i + 0.5) * scale);
            var first = Math.Max(0, (int)Math.Floor(centre - reach));
            var last = Math.Min(length - 1, (int)Math.Ceiling(centre + reach) - 1);
            var weights = new double[last - first + 1];
            for (var k = 0; k < weights.Length; k++)
                weights[k] = Math.Max(0, 1 - (Math.Abs(first + k + 0.5 - centre) / reach));
            var sum = weights.Sum();
            taps[i] = (first, [.. weights.Select(w => w / sum)]);
        }
        return taps;
    }
}

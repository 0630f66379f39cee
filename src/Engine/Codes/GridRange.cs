namespace Slimfront.Engine.Codes;

/// <summary>The ends of what a grid has to cover.</summary>
/// <remarks>
/// As ONNX Runtime's compute_scale_zp: the range is widened to include 0; symmetric, both ends are the larger magnitude; in
/// float64, scale = (high − low)/(highest − lowest code), zero point = round(lowest code − low/scale), halves to even; a scale below
/// the smallest normal single is 1, or that number where 0 is not on the grid.
/// </remarks>
/// <param name="Low">The lowest value.</param>
/// <param name="High">The highest value.</param>
public readonly record struct GridRange(double Low, double High)
{
    // 2⁻¹²⁶, the smallest normal single: what is below cannot be a scale.
    internal const double Tiny = 1.1754943508222875e-38;

    /// <summary>From the smallest to the largest value; nothing where there is none.</summary>
    public static GridRange Of(ReadOnlySpan<float> values)
    {
        var (low, high) = (0.0, 0.0);
        foreach (var value in values)
            (low, high) = (Math.Min(low, value), Math.Max(high, value));
        return new(low, high);
    }

    /// <summary>The smallest range that contains this one and 0.</summary>
    public GridRange WithZero => new(Math.Min(Low, 0), Math.Max(High, 0));

    /// <summary>Distance of neighbouring whole numbers and code of 0.</summary>
    public (float Scale, int ZeroPoint) Scale(CodeSet codes)
    {
        ArgumentNullException.ThrowIfNull(codes);
        var (low, high) = WithZero;
        if (codes.IsSymmetric)
            (low, high) = (-Math.Max(-low, high), Math.Max(-low, high));
        var scale = (high - low) / (codes.Highest - codes.Lowest);
        if (scale < Tiny)
            return (TinyScale(codes), 0);
        return ((float)scale, codes.IsSymmetric ? 0 : (int)Math.Round(codes.Lowest - (low / scale)));
    }

    /// <summary>The scale where there is nothing to cover.</summary>
    internal static float TinyScale(CodeSet codes) => codes.HasZero ? 1 : (float)Tiny;
}

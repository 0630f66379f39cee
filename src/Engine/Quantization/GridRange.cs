using System.Collections.Immutable;
using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Graphs;

namespace Slimfront.Engine.Quantization;

/// <summary>The ends of what a grid has to cover.</summary>
/// <remarks>
/// As ONNX Runtime's compute_scale_zp: the range is widened to include 0; symmetric, both ends are the larger magnitude; in
/// float64, scale = (high − low)/(codes − 1), zero point = round(lowest code − low/scale), halves to even; a scale below
/// the smallest normal single is 1.
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

    /// <summary>The smallest and the largest code.</summary>
    public static (int Lowest, int Highest) Codes(int bits, bool isSymmetric)
    {
        var highest = (1 << (isSymmetric ? bits - 1 : bits)) - 1;
        return (isSymmetric ? -highest : 0, highest);
    }

    /// <summary>Distance of neighbours and code of 0.</summary>
    public (float Scale, int ZeroPoint) Scale(int bits, bool isSymmetric)
    {
        var (low, high) = (Math.Min(Low, 0), Math.Max(High, 0));
        if (isSymmetric)
            (low, high) = (-Math.Max(-low, high), Math.Max(-low, high));
        var (lowest, highest) = Codes(bits, isSymmetric);
        var scale = (high - low) / (highest - lowest);
        if (scale < Tiny)
            return (1, 0);
        return ((float)scale, isSymmetric ? 0 : (int)Math.Round(lowest - (low / scale)));
    }

    /// <summary>The grid of a weight tensor that covers all its values.</summary>
    /// <param name="tensor">Its shape.</param>
    /// <param name="values">Its values, the last axis fastest.</param>
    /// <param name="bits">8, 4 or 2.</param>
    /// <param name="isSymmetric">Whether the grid lies evenly around 0.</param>
    /// <param name="axis">−1 for one scale, 0 for one per output channel.</param>
    public static QuantizationGrid GridOf(
        TensorSpec tensor,
        ReadOnlySpan<float> values,
        int bits,
        bool isSymmetric,
        int axis
    )
    {
        ArgumentNullException.ThrowIfNull(tensor);
        var channels = (int)QuantizationGrid.ScalesFor(tensor.Shape, axis);
        var scales = ImmutableArray.CreateBuilder<float>(channels);
        var zeros = ImmutableArray.CreateBuilder<int>(channels);
        var length = values.Length / channels;
        for (var c = 0; c < channels; c++)
        {
            var (scale, zero) = Of(values.Slice(c * length, length)).Scale(bits, isSymmetric);
            scales.Add(scale);
            if (!isSymmetric)
                zeros.Add(zero);
        }
        return new(bits, isSymmetric, axis, scales.MoveToImmutable(), zeros.ToImmutable());
    }
}

using System.Collections.Immutable;

namespace Slimfront.Engine.Artifacts;

/// <summary>The values that a quantized tensor may take: scale · (code − zero point), in single precision.</summary>
/// <remarks>
/// Symmetric: codes −(2ᵇ⁻¹ − 1) … 2ᵇ⁻¹ − 1, zero point 0. Affine: codes 0 … 2ᵇ − 1, of which the zero point is one, so
/// that 0 is exact in both. Jacob et al. (2018), arXiv:1712.05877, §2.1.
/// </remarks>
/// <param name="Bits">b: 8, 4 or 2.</param>
/// <param name="IsSymmetric">Whether the grid lies evenly around 0.</param>
/// <param name="Axis">−1 for one scale per tensor, 0 for one per output channel.</param>
/// <param name="Scales">The distance of neighbours; finite and positive.</param>
/// <param name="ZeroPoints">The code of 0, as many as scales; none where symmetric.</param>
public sealed record QuantizationGrid(
    int Bits,
    bool IsSymmetric,
    int Axis,
    ImmutableArray<float> Scales,
    ImmutableArray<int> ZeroPoints
)
{
    /// <summary>The smallest code.</summary>
    public int LowestCode => IsSymmetric ? -HighestCode : 0;

    /// <summary>The largest code.</summary>
    public int HighestCode => (1 << (IsSymmetric ? Bits - 1 : Bits)) - 1;

    /// <summary>A symmetric grid for a whole tensor.</summary>
    public static QuantizationGrid Symmetric(int bits, float scale) => new(bits, true, -1, [scale], []);

    /// <summary>A symmetric grid for each output channel.</summary>
    public static QuantizationGrid SymmetricPerChannel(int bits, params ImmutableArray<float> scales) =>
        new(bits, true, 0, scales, []);

    /// <summary>An affine grid for a whole tensor.</summary>
    public static QuantizationGrid Affine(int bits, float scale, int zeroPoint) =>
        new(bits, false, -1, [scale], [zeroPoint]);

    /// <summary>An affine grid for each output channel.</summary>
    public static QuantizationGrid AffinePerChannel(
        int bits,
        ImmutableArray<float> scales,
        ImmutableArray<int> zeroPoints
    ) => new(bits, false, 0, scales, zeroPoints);

    /// <summary>What is impossible about the grid for a tensor of a shape; null if nothing is.</summary>
    public string? ProblemFor(ImmutableArray<long> shape)
    {
        if (Bits is not (8 or 4 or 2))
            return $"codes have 8, 4 or 2 bits, not {Bits}";
        if (Axis is not (-1 or 0))
            return $"scales belong to the tensor or to axis 0, not to axis {Axis}";
        var wanted = ScalesFor(shape, Axis);
        if (Scales.Length != wanted || ZeroPoints.Length != (IsSymmetric ? 0 : wanted))
            return $"{Scales.Length} scales and {ZeroPoints.Length} zero points for {wanted} channels";
        if (!Scales.All(s => float.IsFinite(s) && s > 0))
            return "a scale is not a positive number";
        return ZeroPoints.Any(z => z < LowestCode || z > HighestCode) ? "a zero point is no code" : null;
    }

    /// <summary>How many scales a tensor of a shape has.</summary>
    public static long ScalesFor(ImmutableArray<long> shape, int axis) =>
        axis < 0 || shape.IsEmpty ? 1 : shape[axis];

    /// <summary>The code of the grid's value that is nearest to a value; of two, the even one.</summary>
    /// <param name="value">Finite; beyond the ends of the grid, the end.</param>
    /// <param name="channel">Its place along the axis; 0 where there is one scale.</param>
    public int Encode(float value, int channel)
    {
        var code = Math.Round((double)value / Scales[channel], MidpointRounding.ToEven) + ZeroOf(channel);
        return (int)Math.Clamp(code, LowestCode, HighestCode);
    }

    /// <summary>The value of a code.</summary>
    public float Decode(int code, int channel) => Scales[channel] * (code - ZeroOf(channel));

    /// <summary>The values of a tensor on the grid: each the nearest one.</summary>
    /// <param name="values">The last axis fastest.</param>
    public float[] Round(ReadOnlySpan<float> values)
    {
        var rounded = new float[values.Length];
        for (var i = 0; i < rounded.Length; i++)
        {
            var channel = ChannelOf(i, values.Length);
            rounded[i] = Decode(Encode(values[i], channel), channel);
        }
        return rounded;
    }

    /// <summary>The channel that an element belongs to; 0 where there is one scale.</summary>
    /// <param name="element">Its place.</param>
    /// <param name="elements">How many the tensor has.</param>
    public int ChannelOf(int element, int elements) => (int)((long)element * Scales.Length / elements);

    /// <summary>By content.</summary>
    public bool Equals(QuantizationGrid? other) =>
        other is not null
        && (Bits, IsSymmetric, Axis) == (other.Bits, other.IsSymmetric, other.Axis)
        && Scales.AsSpan().SequenceEqual(other.Scales.AsSpan())
        && ZeroPoints.AsSpan().SequenceEqual(other.ZeroPoints.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Bits, IsSymmetric, Axis, Scales.Length);

    private int ZeroOf(int channel) => IsSymmetric ? 0 : ZeroPoints[channel];
}

using System.Collections.Immutable;
using Slimfront.Engine.Codes;

namespace Slimfront.Engine.Artifacts;

/// <summary>The values that a quantized tensor may take: scale · (code − zero point), in single precision.</summary>
/// <remarks>
/// Symmetric codes have the zero point 0. Of affine ones the zero point is one, so that 0 is exact in both, but where the codes are
/// the odd numbers −3 to 3. Jacob et al. (2018), arXiv:1712.05877, §2.1.
/// </remarks>
/// <param name="Codes">The codes.</param>
/// <param name="Axis">−1 for one scale per tensor, 0 for one per output channel.</param>
/// <param name="Scales">The distance of neighbours; finite and positive.</param>
/// <param name="ZeroPoints">The code of 0, as many as scales; none where symmetric.</param>
public sealed record QuantizationGrid(
    CodeSet Codes,
    int Axis,
    ImmutableArray<float> Scales,
    ImmutableArray<int> ZeroPoints
)
{
    /// <summary>Whether the codes lie evenly around 0, so that there are no zero points.</summary>
    public bool IsSymmetric => Codes.IsSymmetric;

    /// <summary>A symmetric grid for a whole tensor.</summary>
    public static QuantizationGrid Symmetric(int bits, float scale) =>
        new(CodeSet.Signed(bits), -1, [scale], []);

    /// <summary>A symmetric grid for each output channel.</summary>
    public static QuantizationGrid SymmetricPerChannel(int bits, params ImmutableArray<float> scales) =>
        new(CodeSet.Signed(bits), 0, scales, []);

    /// <summary>An affine grid for a whole tensor.</summary>
    public static QuantizationGrid Affine(int bits, float scale, int zeroPoint) =>
        new(CodeSet.Unsigned(bits), -1, [scale], [zeroPoint]);

    /// <summary>An affine grid for each output channel.</summary>
    public static QuantizationGrid AffinePerChannel(
        int bits,
        ImmutableArray<float> scales,
        ImmutableArray<int> zeroPoints
    ) => new(CodeSet.Unsigned(bits), 0, scales, zeroPoints);

    /// <summary>What is impossible about the grid for a tensor of a shape; null if nothing is.</summary>
    public string? ProblemFor(ImmutableArray<long> shape)
    {
        if (Axis is not (-1 or 0))
            return $"scales belong to the tensor or to axis 0, not to axis {Axis}";
        var wanted = ScalesFor(shape, Axis);
        if (Scales.Length != wanted || ZeroPoints.Length != (IsSymmetric ? 0 : wanted))
            return $"{Scales.Length} scales and {ZeroPoints.Length} zero points for {wanted} channels";
        if (!Scales.All(s => float.IsFinite(s) && s > 0))
            return "a scale is not a positive number";
        return ZeroPoints.Any(z => z < Codes.Lowest || z > Codes.Highest) ? "a zero point is no code" : null;
    }

    /// <summary>How many scales a tensor of a shape has.</summary>
    public static long ScalesFor(ImmutableArray<long> shape, int axis) =>
        axis < 0 || shape.IsEmpty ? 1 : shape[axis];

    /// <summary>The code of the grid's value that is nearest to a value; see <see cref="CodeSet.Nearest"/>.</summary>
    /// <param name="value">Finite; beyond the ends of the grid, the end.</param>
    /// <param name="channel">Its place along the axis; 0 where there is one scale.</param>
    public int Encode(float value, int channel) =>
        Codes.Nearest((double)value / Scales[channel], ZeroOf(channel));

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
        && (Codes, Axis) == (other.Codes, other.Axis)
        && Scales.AsSpan().SequenceEqual(other.Scales.AsSpan())
        && ZeroPoints.AsSpan().SequenceEqual(other.ZeroPoints.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Codes, Axis, Scales.Length);

    private int ZeroOf(int channel) => IsSymmetric ? 0 : ZeroPoints[channel];
}

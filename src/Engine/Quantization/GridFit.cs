using System.Collections.Immutable;
using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Codes;
using Slimfront.Engine.Operators;

namespace Slimfront.Engine.Quantization;

/// <summary>Finds the grid that changes weights least: min Σ (q(w) − w)² over what is cut off at the ends.</summary>
/// <remarks>
/// The range is shrunk from a step beyond that of the weights: symmetric, by a hundredth at a time and then by a thousandth around the best; affine, one
/// end after the other, twice. Few codes spread over all weights would leave most of them 0; Banner et al. (2019),
/// arXiv:1810.05723, §3.1. Weights that a mask removed do not count.
/// </remarks>
public static class GridFit
{
    private const double Coarse = 0.01;
    private const double Fine = 0.001;
    private const int Rounds = 2;

    /// <summary>The grid of a weight tensor.</summary>
    /// <param name="tensor">Its shape.</param>
    /// <param name="values">Its values, the last axis fastest.</param>
    /// <param name="codes">The codes.</param>
    /// <param name="axis">−1 for one scale, 0 for one per output channel.</param>
    /// <param name="mask">Which of them exist; null for all.</param>
    public static QuantizationGrid GridOf(
        TensorSpec tensor,
        ReadOnlySpan<float> values,
        CodeSet codes,
        int axis,
        TensorMask? mask = null
    )
    {
        ArgumentNullException.ThrowIfNull(tensor);
        ArgumentNullException.ThrowIfNull(codes);
        var channels = (int)QuantizationGrid.ScalesFor(tensor.Shape, axis);
        var scales = ImmutableArray.CreateBuilder<float>(channels);
        var zeros = ImmutableArray.CreateBuilder<int>(channels);
        var length = values.Length / channels;
        for (var c = 0; c < channels; c++)
        {
            var (scale, zero) = RangeOf(Existing(values, mask, c * length, length), codes).Scale(codes);
            scales.Add(scale);
            if (!codes.IsSymmetric)
                zeros.Add(zero);
        }
        return new(codes, axis, scales.MoveToImmutable(), zeros.ToImmutable());
    }

    /// <summary>The range whose grid changes values least.</summary>
    public static GridRange RangeOf(ReadOnlySpan<float> values, CodeSet codes)
    {
        ArgumentNullException.ThrowIfNull(codes);
        var whole = GridRange.Of(values);
        if (codes.IsSymmetric)
        {
            var reach = Math.Max(-whole.Low, whole.High);
            return new Search(values, codes).Best(k => new(-reach * k, reach * k));
        }
        var range = whole;
        for (var round = 0; round < Rounds; round++)
        {
            var (low, high) = range;
            range = new Search(values, codes).Best(k => new(low, whole.High * k));
            (low, high) = range;
            range = new Search(values, codes).Best(k => new(whole.Low * k, high));
        }
        return range;
    }

    /// <summary>Σ (q(v) − v)².</summary>
    public static double Error(ReadOnlySpan<float> values, GridRange range, CodeSet codes)
    {
        ArgumentNullException.ThrowIfNull(codes);
        var (scale, zero) = range.Scale(codes);
        var sum = 0.0;
        foreach (var value in values)
        {
            var change = ((double)scale * (codes.Nearest((double)value / scale, zero) - zero)) - value;
            sum += change * change;
        }
        return sum;
    }

    private static ReadOnlySpan<float> Existing(
        ReadOnlySpan<float> values,
        TensorMask? mask,
        int start,
        int length
    )
    {
        if (mask is null)
            return values.Slice(start, length);
        var existing = new List<float>(length);
        for (var i = start; i < start + length; i++)
            if (mask[i])
                existing.Add(values[i]);
        return existing.ToArray();
    }

    private readonly ref struct Search(ReadOnlySpan<float> values, CodeSet codes)
    {
        private readonly ReadOnlySpan<float> _values = values;

        // Of equal errors the widest range is taken: it is tried first. Beyond the weights by one step, since their outermost value may well lie
        // between two codes.
        public GridRange Best(Func<double, GridRange> ranges)
        {
            var widest = 1 + ((double)codes.Step / codes.Highest);
            var (best, least) = (1.0, Error(_values, ranges(1), codes));
            Try(0, widest, Coarse, ref best, ref least, ranges);
            Try(best - Coarse, Math.Min(widest, best + Coarse), Fine, ref best, ref least, ranges);
            return ranges(best);
        }

        private void Try(
            double from,
            double to,
            double step,
            ref double best,
            ref double least,
            Func<double, GridRange> ranges
        )
        {
            for (var k = to; k > from + (step / 2); k -= step)
            {
                var error = Error(_values, ranges(k), codes);
                if (error < least)
                    (best, least) = (k, error);
            }
        }
    }
}

using System.Collections.Immutable;
using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Codes;
using Slimfront.Engine.Native;
using Slimfront.Engine.Networks;
using Slimfront.Engine.Operators;
using static TorchSharp.torch;

namespace Slimfront.Engine.Quantization;

/// <summary>Finds grids in a few operations: what a training can afford in every step.</summary>
/// <remarks>
/// Symmetric grids have nearly the least error: Lloyd (1982), "Least squares quantization in PCM", IEEE Trans. Inf. Theory 28, for grids of equal
/// steps. Each value gets its nearest code, then the scale becomes that of least squares for the codes, Σ w·c / Σ c², three times. It
/// starts at the range that is best for normally distributed weights: Max (1960), IRE Trans. Inf. Theory 6, Table II. Affine grids reach from
/// the smallest to the largest weight. <see cref="GridFit"/> tries all ranges instead. A weight that is exactly 0 was removed by a mask: it stays
/// 0 and does not count.
/// </remarks>
internal static class GridSteps
{
    private const int Steps = 3;

    /// <summary>Rows on a grid each.</summary>
    /// <param name="rows">Without gradient, shape [scales, elements].</param>
    /// <param name="codes">The codes.</param>
    public static Tensor Rounded(Tensor rows, CodeSet codes)
    {
        using var scope = NewDisposeScope();
        var (scale, zero) = Of(rows, codes);
        var exists = rows.ne(Scalars.Of(0)).to(rows.dtype);
        var numbers = FakeQuantization.Nearest(rows / scale, zero, codes);
        return ((numbers - zero) * scale * exists).MoveToOuterDisposeScope();
    }

    /// <summary>The grid that <see cref="Rounded"/> rounds a weight tensor to.</summary>
    /// <param name="weight">Its shape.</param>
    /// <param name="values">Its values, the last axis fastest.</param>
    /// <param name="codes">The codes.</param>
    /// <param name="axis">−1 for one scale, 0 for one per output channel.</param>
    public static QuantizationGrid GridOf(
        TensorSpec weight,
        ReadOnlyMemory<float> values,
        CodeSet codes,
        int axis
    )
    {
        using var scope = NewDisposeScope();
        var rows = tensor(values.ToArray()).reshape(QuantizationGrid.ScalesFor(weight.Shape, axis), -1);
        var (scale, zero) = Of(rows, codes);
        ImmutableArray<int> zeros = codes.IsSymmetric
            ? []
            : [.. FlatBuffer.Read(zero.flatten()).Select(z => (int)z)];
        return new(codes, axis, [.. FlatBuffer.Read(scale.flatten())], zeros);
    }

    private static (Tensor Scale, Tensor Zero) Of(Tensor rows, CodeSet codes)
    {
        if (!codes.IsSymmetric)
        {
            var low = rows.amin([1], keepdim: true).clamp_max(Scalars.Of(0));
            var high = rows.amax([1], keepdim: true).clamp_min(Scalars.Of(0));
            var step = Positive((high - low).Times(1.0 / codes.Highest), codes);
            return (step, (low / step).neg().round());
        }
        var exists = rows.ne(Scalars.Of(0)).to(rows.dtype);
        var count = exists.sum([1], keepdim: true).clamp_min(Scalars.Of(1));
        var deviation = (rows.Squared().sum([1], keepdim: true) / count).sqrt();
        var reach = minimum(rows.abs().amax([1], keepdim: true), deviation.Times(Reach(codes)));
        var scale = Positive(reach.Times(1.0 / codes.Highest), codes);
        var zero = zeros_like(scale);
        for (var round = 0; round < Steps; round++)
        {
            var numbers = FakeQuantization.Nearest(rows / scale, zero, codes) * exists;
            var squares = numbers.Squared().sum([1], keepdim: true);
            var found = (rows * numbers).sum([1], keepdim: true) / squares.clamp_min(Scalars.Of(1));
            scale = where(found.gt(Scalars.Of(GridRange.Tiny)), found, scale);
        }
        return (scale, zero);
    }

    private static Tensor Positive(Tensor scale, CodeSet codes) =>
        scale.masked_fill(scale.lt(Scalars.Of(GridRange.Tiny)), Scalars.Of(GridRange.TinyScale(codes)));

    // Where the outermost value lies, in deviations; far beyond all weights where there are many.
    private static double Reach(CodeSet codes) =>
        ((codes.Highest - codes.Lowest) / codes.Step) switch
        {
            2 => 1.224,
            3 => 1.494,
            6 => 2.0,
            14 => 2.5,
            _ => 1e6,
        };
}

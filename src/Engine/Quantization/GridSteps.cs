using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Native;
using static TorchSharp.torch;

namespace Slimfront.Engine.Quantization;

/// <summary>Rounds weights to grids of nearly least error in a few operations: what a training can afford in every step.</summary>
/// <remarks>
/// Lloyd (1982), "Least squares quantization in PCM", IEEE Trans. Inf. Theory 28, for grids of equal steps: each value gets its nearest
/// code, then the scale (and the zero point) become those of least squares for the codes, three times. It starts at the range that is
/// best for normally distributed weights: Max (1960), IRE Trans. Inf. Theory 6, Table II. <see cref="GridFit"/> tries all ranges instead. A weight
/// that is exactly 0 was removed by a mask: it stays 0 and does not count.
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
        var exists = rows.ne(Scalars.Of(0)).to(rows.dtype);
        var (scale, zero) = Start(rows, exists, codes);
        var numbers = FakeQuantization.Nearest(rows / scale, zero, codes);
        for (var step = 0; step < Steps; step++)
        {
            (scale, zero) = codes.IsSymmetric
                ? (Scale(rows, numbers * exists, scale), zero)
                : Line(rows, numbers, exists, scale, zero, codes);
            numbers = FakeQuantization.Nearest(rows / scale, zero, codes);
        }
        return ((numbers - zero) * scale * exists).MoveToOuterDisposeScope();
    }

    private static (Tensor Scale, Tensor Zero) Start(Tensor rows, Tensor exists, CodeSet codes)
    {
        var count = exists.sum([1], keepdim: true).clamp_min(Scalars.Of(1));
        var deviation = (rows.Squared().sum([1], keepdim: true) / count).sqrt();
        var reach = minimum(rows.abs().amax([1], keepdim: true), deviation.Times(Reach(codes)));
        var low = codes.IsSymmetric
            ? reach.neg()
            : maximum(rows.amin([1], keepdim: true), reach.neg()).clamp_max(Scalars.Of(0));
        var high = codes.IsSymmetric
            ? reach
            : minimum(rows.amax([1], keepdim: true), reach).clamp_min(Scalars.Of(0));
        var scale = Positive((high - low).Times(1.0 / (codes.Highest - codes.Lowest)));
        var zero = codes.IsSymmetric ? zeros_like(scale) : (low / scale).neg().round();
        return (scale, zero);
    }

    // min over s of Σ (w − s·c)²: Σ w·c / Σ c².
    private static Tensor Scale(Tensor rows, Tensor numbers, Tensor before)
    {
        var squares = numbers.Squared().sum([1], keepdim: true);
        var found = (rows * numbers).sum([1], keepdim: true) / squares.clamp_min(Scalars.Of(1));
        return where(squares.gt(Scalars.Of(0)), Positive(found), before);
    }

    // The same with an offset: the regression of weights on codes, its offset rounded to the code that stands for 0.
    private static (Tensor Scale, Tensor Zero) Line(
        Tensor rows,
        Tensor numbers,
        Tensor exists,
        Tensor scaleBefore,
        Tensor zeroBefore,
        CodeSet codes
    )
    {
        var count = exists.sum([1], keepdim: true).clamp_min(Scalars.Of(1));
        var mean = rows.sum([1], keepdim: true) / count;
        var code = (numbers * exists).sum([1], keepdim: true) / count;
        var apart = (numbers - code) * exists;
        var variance = apart.Squared().sum([1], keepdim: true);
        var slope = (apart * rows).sum([1], keepdim: true) / variance.clamp_min(Scalars.Of(1e-6));
        var isLine = variance.gt(Scalars.Of(1e-6)).logical_and(slope.gt(Scalars.Of(0)));
        var scale = where(isLine, Positive(slope), scaleBefore);
        var zero = (code - (mean / scale)).round().clamp(Scalars.Of(codes.Lowest), Scalars.Of(codes.Highest));
        return (scale, where(isLine, zero, zeroBefore));
    }

    private static Tensor Positive(Tensor scale) => scale.clamp_min(Scalars.Of(GridRange.Tiny));

    // Where the outermost value lies, in deviations.
    private static double Reach(CodeSet codes) =>
        ((codes.Highest - codes.Lowest) / codes.Step) switch
        {
            2 => 1.224,
            3 => 1.494,
            6 or 7 => 2.0,
            14 or 15 => 2.5,
            _ => 1e6,
        };
}

using Slimfront.Engine.Native;
using static TorchSharp.torch;

namespace Slimfront.Engine.Codes;

/// <summary>Rounds tensors to grids inside a network, where they stay single-precision numbers.</summary>
/// <remarks>
/// The grid of a range is that of <see cref="GridRange"/>; q(x) = s·(clamp(round(x/s) + z) − z), or to the nearest odd number. Its gradient would be 0
/// almost everywhere, so learning takes the straight-through estimate (Bengio et al., 2013, arXiv:1308.3432) of the clamped
/// value c = clamp(x, low, high): c + (q(c) − c).detach(). It passes gradients inside the range and none outside;
/// x + (q(x) − x).detach() would pass them everywhere.
/// </remarks>
public static class FakeQuantization
{
    /// <summary>q(x): values on the grid, without gradient.</summary>
    /// <param name="values">Any shape.</param>
    /// <param name="low">The lower end, of a shape that broadcasts to the values'.</param>
    /// <param name="high">The upper end.</param>
    /// <param name="codes">The codes of the grid.</param>
    public static Tensor Round(Tensor values, Tensor low, Tensor high, CodeSet codes)
    {
        ArgumentNullException.ThrowIfNull(codes);
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var (from, to) = Widened(low, high, codes.IsSymmetric);
        return OnGrid(values, from, to, codes).MoveToOuterDisposeScope();
    }

    /// <summary>c + (q(c) − c).detach() with c = clamp(x, low, high): the value of q(x), the gradient of c.</summary>
    /// <inheritdoc cref="Round"/>
    public static Tensor StraightThrough(Tensor values, Tensor low, Tensor high, CodeSet codes)
    {
        ArgumentNullException.ThrowIfNull(values);
        ArgumentNullException.ThrowIfNull(codes);
        using var scope = NewDisposeScope();
        Tensor from,
            to;
        using (no_grad())
            (from, to) = Widened(low, high, codes.IsSymmetric);
        var clamped = values.clamp(from.to(values.dtype), to.to(values.dtype));
        Tensor change;
        using (no_grad())
            change = OnGrid(clamped, from, to, codes) - clamped;
        return clamped.Plus(change.detach()).MoveToOuterDisposeScope();
    }

    // In float64, as the grids of stored tensors are made.
    private static (Tensor Low, Tensor High) Widened(Tensor low, Tensor high, bool isSymmetric)
    {
        var (from, to) = (
            low.detach().to(float64).clamp_max(Scalars.Of(0)),
            high.detach().to(float64).clamp_min(Scalars.Of(0))
        );
        if (!isSymmetric)
            return (from, to);
        var reach = maximum(-from, to);
        return (-reach, reach);
    }

    private static Tensor OnGrid(Tensor values, Tensor low, Tensor high, CodeSet codes)
    {
        var step = (high - low) / Scalars.Of(codes.Highest - codes.Lowest);
        var isTiny = step.lt(Scalars.Of(GridRange.Tiny));
        var scale = step.masked_fill(isTiny, Scalars.Of(GridRange.TinyScale(codes))).to(values.dtype);
        var zero = (
            codes.IsSymmetric
                ? zeros_like(scale)
                : (low / step).neg().Plus(codes.Lowest).round().masked_fill(isTiny, Scalars.Of(0))
        ).to(values.dtype);
        return (Nearest(values.detach() / scale, zero, codes) - zero) * scale;
    }

    /// <summary>The codes nearest to numbers, as <see cref="CodeSet.Nearest"/>.</summary>
    internal static Tensor Nearest(Tensor numbers, Tensor zero, CodeSet codes)
    {
        var nearest =
            codes.Step == 1
                ? numbers.round().Plus(zero)
                : numbers.Times(1.0 / codes.Step).floor().Times(codes.Step).Plus(1);
        return nearest.clamp(Scalars.Of(codes.Lowest), Scalars.Of(codes.Highest));
    }
}

using System.Collections.Immutable;

namespace Slimfront.Engine.Pruning.Sizes;

/// <summary>The minimum of a sum of products over a box of counts, or a proven lower bound of it.</summary>
/// <remarks>
/// Branch and bound. McCormick (1976), Mathematical Programming 10: on a box, a product u·v lies above each of the
/// planes through its corners, a·v + b·u − a·b with (a, b) = (u_low, v_low) or (u_high, v_high), and below those with
/// (u_high, v_low) or (u_low, v_high). The sum of one plane per term is affine, so its minimum over the box is found by
/// filling the cheapest groups first. All values are whole, so doubles are exact up to 2⁵³.
/// </remarks>
internal static class Minimum
{
    // Boxes to look at before the search settles for a bound: some tens of microseconds.
    private const int Budget = 48;

    // How often the planes are chosen anew, where the last ones had their minimum.
    private const int Rounds = 3;

    public static double Of(ImmutableArray<SizeTerm> terms, CountBox counts)
    {
        var open = new PriorityQueue<CountBox, double>();
        var (bound, best) = Bound(terms, counts);
        open.Enqueue(counts, bound);
        for (var looked = 1; looked < Budget && open.TryPeek(out var box, out bound); looked += 2)
        {
            if (bound >= best)
                return best;
            open.Dequeue();
            foreach (var half in box.Halves())
            {
                var (low, reached) = Bound(terms, half);
                best = Math.Min(best, reached);
                if (low < best)
                    open.Enqueue(half, low);
            }
        }

        return open.TryPeek(out _, out bound) ? Math.Min(bound, best) : best;
    }

    // A lower bound over the box, and the smallest value met on the way.
    private static (double Bound, double Reached) Bound(ImmutableArray<SizeTerm> terms, CountBox box)
    {
        var (bound, reached) = (double.NegativeInfinity, double.PositiveInfinity);
        var point = box.Low.ToArray();
        for (var round = 0; round < Rounds; round++)
        {
            var plane = Below(terms, box, point);
            point = box.Cheapest(plane.PerChannel);
            bound = Math.Max(bound, plane.At(point));
            reached = Math.Min(reached, terms.Sum(t => t.At(point)));
        }

        return (Math.Min(bound, reached), reached);
    }

    // One affine function below the sum everywhere on the box: for each term the plane that is higher at a point.
    private static Affine Below(ImmutableArray<SizeTerm> terms, CountBox box, int[] point)
    {
        var costs = new double[box.Low.Length];
        var constant = 0.0;
        foreach (var (weight, first, second) in terms)
        {
            var (a, b) = Corner(weight, first, second, box, point);
            constant += weight * ((a * second.Constant) + (b * first.Constant) - (a * b));
            for (var g = 0; g < first.PerChannel.Length; g++)
                costs[g] += weight * b * first.PerChannel[g];
            for (var g = 0; g < second.PerChannel.Length; g++)
                costs[g] += weight * a * second.PerChannel[g];
        }

        return new(constant, costs);
    }

    private static (double A, double B) Corner(
        double weight,
        Affine first,
        Affine second,
        CountBox box,
        int[] point
    )
    {
        var (uLow, uHigh) = (first.At(box.Low.AsSpan()), first.At(box.High.AsSpan()));
        var (vLow, vHigh) = (second.At(box.Low.AsSpan()), second.At(box.High.AsSpan()));
        var (one, other) = weight > 0 ? ((uLow, vLow), (uHigh, vHigh)) : ((uHigh, vLow), (uLow, vHigh));
        var (u, v) = (first.At(point), second.At(point));
        double Height((double A, double B) corner) =>
            weight * ((corner.A * v) + (corner.B * u) - (corner.A * corner.B));
        return Height(one) >= Height(other) ? one : other;
    }
}

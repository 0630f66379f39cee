using CsCheck;
using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Codes;
using Slimfront.Engine.Operators;
using Slimfront.Engine.Quantization;

namespace Slimfront.Engine.Tests.Quantization;

public sealed class GridFitTests
{
    private static readonly Gen<float[]> Values = Gen.Float[-3, 5].Array[24];
    private static readonly Gen<CodeSet> Codes = Gen.Int[0, CodeSet.All.Length - 1]
        .Select(i => CodeSet.All[i]);
    private static readonly TensorSpec Weight = new("w", [4, 6], TensorRole.Weight, 6);

    // By hand: the k largest magnitudes become ±s, s their mean; Σ w² − k·s² is least for k = 2: 18.02 − 18 = 0.02.
    [Test]
    public void Three_values_of_least_error_are_those_of_the_formula()
    {
        float[] values = [3.1f, -2.9f, 0.3f, -0.2f, 0.1f, 0];
        var (scale, _) = GridFit.RangeOf(values, CodeSet.Ternary).Scale(CodeSet.Ternary);
        Assert.That(scale, Is.EqualTo(3f).Within(0.005));
    }

    // Least squares of a standard normal distribution: Max (1960), IRE Trans. Inf. Theory 6, Table II: with 4 values steps of 0.9957 σ and the error
    // 0.1188 σ², with three 1.224 and 0.1902; here steps of odd codes are half of it.
    [TestCase("ternary", 1.224, 0.1902)]
    [TestCase("odd2", 0.9957 / 2, 0.1188)]
    public void Grids_of_normal_weights_are_those_of_the_literature(string name, double step, double error)
    {
        var codes = CodeSet.Named(name)!;
        var values = Normal(200_001);
        var range = GridFit.RangeOf(values, codes);
        Assert.That((double)range.Scale(codes).Scale, Is.EqualTo(step).Within(0.01 * step));
        Assert.That(GridFit.Error(values, range, codes) / values.Length, Is.EqualTo(error).Within(0.001));
    }

    [Test]
    public void No_grid_of_a_shorter_range_is_better() =>
        Gen.Select(Values, Codes, Gen.Double[0.1, 1])
            .Sample(
                (values, codes, share) =>
                {
                    var whole = GridRange.Of(values);
                    var best = GridFit.Error(values, GridFit.RangeOf(values, codes), codes);
                    Assert.That(best, Is.AtMost(GridFit.Error(values, whole, codes)));
                    if (!codes.IsSymmetric)
                        return;
                    var reach = share * Math.Max(-whole.Low, whole.High);
                    Assert.That(
                        best,
                        Is.AtMost((GridFit.Error(values, new(-reach, reach), codes) * 1.1) + 0.05)
                    );
                }
            );

    [Test]
    public void Rounding_twice_is_rounding_once_and_zero_stays_where_it_is_on_the_grid() =>
        Gen.Select(Values, Codes, Gen.Bool)
            .Sample(
                (values, codes, channels) =>
                {
                    var grid = GridFit.GridOf(Weight, values, codes, channels ? 0 : -1);
                    Assert.That(grid.ProblemFor(Weight.Shape), Is.Null);
                    var once = grid.Round(values);
                    Assert.That(grid.Round(once), Is.EqualTo(once));
                    if (codes.HasZero)
                        Assert.That(grid.Round(new float[values.Length]), Is.All.Zero);
                }
            );

    // Not "never a greater error than with one scale": the search goes in steps, and a scale of the whole tensor may lie between two of them.
    [Test]
    public void The_scale_of_a_channel_is_the_one_that_its_values_alone_would_get() =>
        Gen.Select(Values, Codes)
            .Sample(
                (values, codes) =>
                {
                    var whole = GridFit.GridOf(Weight, values, codes, 0);
                    var each = values
                        .Chunk(6)
                        .Select(channel => GridFit.GridOf(Weight with { Shape = [1, 6] }, channel, codes, -1))
                        .ToArray();
                    Assert.That(whole.Scales, Is.EqualTo(each.SelectMany(g => g.Scales)));
                    Assert.That(whole.ZeroPoints, Is.EqualTo(each.SelectMany(g => g.ZeroPoints)));
                }
            );

    // Two channels a thousand times smaller than the other two: one scale for all turns them to 0, which is all of what they were.
    [Test]
    public void Scales_of_their_own_keep_small_channels()
    {
        var large = Normal(12);
        float[] values = [.. large, .. large.Select(v => v / 1000)];
        var small = values[12..].Sum(v => (double)v * v);
        Assert.That(SmallError(-1), Is.EqualTo(small));
        Assert.That(SmallError(0), Is.LessThan(small / 50));

        double SmallError(int axis) =>
            SquaredDistance(
                GridFit.GridOf(Weight, values, CodeSet.Signed(4), axis).Round(values)[12..],
                values[12..]
            );
    }

    [Test]
    public void Weights_that_a_mask_removed_do_not_count()
    {
        float[] values = [1, 0, 0, 0, -1, 1, .. new float[18]];
        var mask = TensorMask.Of([.. values.Select(v => v != 0)]);
        var grid = GridFit.GridOf(Weight, values, CodeSet.Odd, -1, mask);
        Assert.That(mask.Pick<float>(grid.Round(values)), Is.EqualTo((float[])[1, -1, 1]).Within(1e-3));
    }

    [TestCase("uint8", 1f)]
    [TestCase("odd2", 1.1754944e-38f)]
    public void A_channel_without_any_weight_has_a_grid_too(string codes, float scale)
    {
        var grid = GridFit.GridOf(Weight, new float[24], CodeSet.Named(codes)!, 0);
        Assert.That(grid.Scales, Is.All.EqualTo(scale));
        Assert.That(grid.ZeroPoints, Is.All.Zero);
    }

    private static double SquaredDistance(float[] a, float[] b) =>
        a.Zip(b, (x, y) => Math.Pow(x - (double)y, 2)).Sum();

    // Quantiles, by the sum of twelve uniform numbers being too coarse: Box and Muller on an even lattice.
    private static float[] Normal(int count) =>
        [
            .. Enumerable
                .Range(0, count)
                .Select(i =>
                    (float)(Math.Sqrt(-2 * Math.Log((i + 0.5) / count)) * Math.Cos(i * 2.399963229728653))
                ),
        ];
}

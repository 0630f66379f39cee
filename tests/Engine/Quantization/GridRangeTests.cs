using CsCheck;
using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Quantization;

namespace Slimfront.Engine.Tests.Quantization;

public sealed class GridRangeTests
{
    private static readonly Gen<float[]> Values = Gen.Float[-3, 5].Array[24];
    private static readonly Gen<int> Bits = Gen.Int[1, 3].Select(k => 1 << k);
    private static readonly TensorSpec Weight = new("w", [4, 6], TensorRole.Weight, 6);

    // By hand: scale = (high − low)/(codes − 1), zero point = round(lowest − low/scale).
    [TestCase(-1, 2, 8, false, 3.0 / 255, 85)]
    [TestCase(-1, 2, 4, false, 3.0 / 15, 5)]
    [TestCase(-1, 2, 2, false, 1.0, 1)]
    [TestCase(-1, 2, 8, true, 4.0 / 254, 0)]
    [TestCase(-1, 2, 4, true, 4.0 / 14, 0)]
    [TestCase(-1, 2, 2, true, 2.0, 0)]
    [TestCase(1, 2, 8, false, 2.0 / 255, 0)]
    [TestCase(-2, -1, 8, false, 2.0 / 255, 255)]
    [TestCase(-0.5, 2.5, 2, false, 1.0, 0)]
    [TestCase(0, 0, 8, false, 1.0, 0)]
    [TestCase(0, 1e-40, 4, true, 1.0, 0)]
    public void A_range_has_the_scale_and_zero_point_of_the_formula(
        double low,
        double high,
        int bits,
        bool symmetric,
        double scale,
        int zero
    )
    {
        var found = new GridRange(low, high).Scale(bits, symmetric);
        Assert.That((double)found.Scale, Is.EqualTo(scale).Within(1e-6 * scale));
        Assert.That(found.ZeroPoint, Is.EqualTo(zero));
    }

    [TestCase(8, true, -127, 127)]
    [TestCase(4, true, -7, 7)]
    [TestCase(2, true, -1, 1)]
    [TestCase(8, false, 0, 255)]
    [TestCase(4, false, 0, 15)]
    [TestCase(2, false, 0, 3)]
    public void Codes_are_those_of_the_stored_grid(int bits, bool symmetric, int lowest, int highest)
    {
        Assert.That(GridRange.Codes(bits, symmetric), Is.EqualTo((lowest, highest)));
        var grid = new QuantizationGrid(bits, symmetric, -1, [1], symmetric ? [] : [0]);
        Assert.That((grid.LowestCode, grid.HighestCode), Is.EqualTo((lowest, highest)));
    }

    [Test]
    public void Rounding_twice_is_rounding_once_and_errs_by_half_a_step_at_most() =>
        Gen.Select(Values, Bits, Gen.Bool, Gen.Bool)
            .Sample(
                (values, bits, symmetric, channels) =>
                {
                    var grid = GridRange.GridOf(Weight, values, bits, symmetric, channels ? 0 : -1);
                    Assert.That(grid.ProblemFor(Weight.Shape), Is.Null);
                    var once = grid.Round(values);
                    Assert.That(grid.Round(once), Is.EqualTo(once));
                    for (var i = 0; i < values.Length; i++)
                        Assert.That(
                            Math.Abs(once[i] - values[i]),
                            Is.AtMost((grid.Scales[grid.ChannelOf(i, values.Length)] / 2) + 1e-6)
                        );
                    Assert.That(grid.Round(new float[values.Length]), Is.All.Zero);
                }
            );

    [Test]
    public void A_grid_per_channel_covers_each_channel_by_smaller_steps() =>
        Gen.Select(Values, Bits, Gen.Bool)
            .Sample(
                (values, bits, symmetric) =>
                {
                    var whole = GridRange.GridOf(Weight, values, bits, symmetric, -1);
                    var channels = GridRange.GridOf(Weight, values, bits, symmetric, 0);
                    Assert.That(channels.Scales, Has.Length.EqualTo(4));
                    Assert.That(channels.Scales, Is.All.LessThanOrEqualTo(whole.Scales[0]));
                }
            );

    [Test]
    public void Channels_of_different_reach_lose_less_by_scales_of_their_own()
    {
        float[] values = [.. Enumerable.Range(0, 24).Select(i => MathF.Sin(i) * MathF.Pow(10, i / 6))];
        double Error(int axis) =>
            GridRange
                .GridOf(Weight, values, 4, true, axis)
                .Round(values)
                .Zip(values, (q, v) => Math.Pow(q - (double)v, 2))
                .Sum();
        Assert.That(Error(0), Is.LessThan(Error(-1) / 2));
    }

    [Test]
    public void A_channel_without_any_weight_has_a_grid_too()
    {
        var grid = GridRange.GridOf(Weight, new float[24], 8, false, 0);
        Assert.That(grid.Scales, Is.All.EqualTo(1f));
        Assert.That(grid.ZeroPoints, Is.All.Zero);
    }
}

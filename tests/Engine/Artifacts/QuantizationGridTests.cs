using CsCheck;
using Slimfront.Engine.Artifacts;

namespace Slimfront.Engine.Tests.Artifacts;

public sealed class QuantizationGridTests
{
    [TestCase(8, -127, 127)]
    [TestCase(4, -7, 7)]
    [TestCase(2, -1, 1)]
    public void Symmetric_codes_lie_evenly_around_zero(int bits, int low, int high)
    {
        var grid = QuantizationGrid.Symmetric(bits, 0.5f);
        Assert.That((grid.LowestCode, grid.HighestCode), Is.EqualTo((low, high)));
        Assert.That(grid.Encode(-1e9f, 0), Is.EqualTo(low));
        Assert.That(grid.Encode(1e9f, 0), Is.EqualTo(high));
        Assert.That(grid.Decode(high, 0), Is.EqualTo(high * 0.5f));
    }

    [TestCase(8, 255)]
    [TestCase(4, 15)]
    [TestCase(2, 3)]
    public void Affine_codes_start_at_zero_and_the_zero_point_is_exact(int bits, int high)
    {
        var grid = QuantizationGrid.Affine(bits, 0.1f, 2);
        Assert.That((grid.LowestCode, grid.HighestCode), Is.EqualTo((0, high)));
        Assert.That(grid.Encode(0, 0), Is.EqualTo(2));
        Assert.That(grid.Decode(2, 0), Is.EqualTo(0f));
        Assert.That(grid.Encode(-0.2f, 0), Is.EqualTo(0));
    }

    [Test]
    public void Half_way_between_two_codes_the_even_one_is_taken()
    {
        var grid = QuantizationGrid.Symmetric(8, 2);
        Assert.That(
            ((float[])[1, 3, 5, -1, -3]).Select(v => grid.Encode(v, 0)),
            Is.EqualTo((int[])[0, 2, 2, 0, -2])
        );
    }

    [Test]
    public void Every_code_comes_back_from_its_value() =>
        Gen.Select(
                Gen.Int[1, 3].Select(power => 1 << power),
                Gen.Bool,
                Gen.Single[1e-6f, 1e3f],
                Gen.Int[0, 255]
            )
            .Sample(
                (bits, symmetric, scale, zero) =>
                {
                    var grid = symmetric
                        ? QuantizationGrid.Symmetric(bits, scale)
                        : QuantizationGrid.Affine(bits, scale, zero >> (8 - bits));
                    return Enumerable
                        .Range(grid.LowestCode, grid.HighestCode - grid.LowestCode + 1)
                        .All(code => grid.Encode(grid.Decode(code, 0), 0) == code);
                }
            );

    [Test]
    public void Each_output_channel_has_its_own_scale() =>
        Assert.That(
            QuantizationGrid.SymmetricPerChannel(2, [1, 10]).Round([0.7f, -5, 4, 7, -9, 40]),
            Is.EqualTo((float[])[1, -1, 1, 10, -10, 10])
        );

    [Test]
    public void An_impossible_grid_is_described()
    {
        Assert.That(QuantizationGrid.Symmetric(8, 1).ProblemFor([2, 3]), Is.Null);
        Assert.That(QuantizationGrid.Symmetric(3, 1).ProblemFor([2, 3]), Does.Contain("not 3"));
        Assert.That(QuantizationGrid.Symmetric(8, 0).ProblemFor([2, 3]), Does.Contain("positive"));
        Assert.That(QuantizationGrid.Affine(2, 1, 4).ProblemFor([2, 3]), Does.Contain("zero point"));
        Assert.That(
            QuantizationGrid.SymmetricPerChannel(8, [1, 1, 1]).ProblemFor([2, 3]),
            Does.Contain("for 2 channels")
        );
    }
}

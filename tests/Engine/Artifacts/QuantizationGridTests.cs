using CsCheck;
using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Codes;

namespace Slimfront.Engine.Tests.Artifacts;

public sealed class QuantizationGridTests
{
    private static readonly Gen<CodeSet> Codes = Gen.Int[0, CodeSet.All.Length - 1]
        .Select(i => CodeSet.All[i]);

    [TestCase("int8", -127, 127)]
    [TestCase("int7", -63, 63)]
    [TestCase("int4", -7, 7)]
    [TestCase("int3", -3, 3)]
    [TestCase("int2", -1, 1)]
    [TestCase("odd2", -3, 3)]
    [TestCase("ternary", -1, 1)]
    public void Symmetric_codes_lie_evenly_around_zero(string name, int low, int high)
    {
        var codes = CodeSet.Named(name)!;
        var grid = new QuantizationGrid(codes, -1, [0.5f], []);
        Assert.That((codes.Lowest, codes.Highest), Is.EqualTo((low, high)));
        Assert.That(grid.Encode(-1e9f, 0), Is.EqualTo(low));
        Assert.That(grid.Encode(1e9f, 0), Is.EqualTo(high));
        Assert.That(grid.Decode(high, 0), Is.EqualTo(high * 0.5f));
    }

    [TestCase("uint8", 255)]
    [TestCase("uint7", 127)]
    [TestCase("uint4", 15)]
    [TestCase("uint3", 7)]
    [TestCase("uint2", 3)]
    [TestCase("uternary", 2)]
    public void Affine_codes_start_at_zero_and_the_zero_point_is_exact(string name, int high)
    {
        var codes = CodeSet.Named(name)!;
        var grid = new QuantizationGrid(codes, -1, [0.1f], [2]);
        Assert.That((codes.Lowest, codes.Highest), Is.EqualTo((0, high)));
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
    public void Of_odd_codes_the_nearest_is_taken_and_half_way_the_larger() =>
        Assert.That(
            ((float[])[-9, -2.1f, -1.9f, -0.1f, 0, 0.1f, 1.9f, 2, 9]).Select(v =>
                new QuantizationGrid(CodeSet.Odd, -1, [1], []).Encode(v, 0)
            ),
            Is.EqualTo((int[])[-3, -3, -1, -1, 1, 1, 1, 3, 3])
        );

    [Test]
    public void Every_code_comes_back_from_its_value_and_from_its_packed_form() =>
        Gen.Select(Codes, Gen.Single[1e-6f, 1e3f], Gen.Int[0, 255], Gen.Int[0, 40])
            .Sample(
                (codes, scale, zero, count) =>
                {
                    var grid = new QuantizationGrid(
                        codes,
                        -1,
                        [scale],
                        codes.IsSymmetric ? [] : [zero % (codes.Highest + 1)]
                    );
                    var all = Enumerable
                        .Range(codes.Lowest, codes.Highest - codes.Lowest + 1)
                        .Where(c => (c - codes.Lowest) % codes.Step == 0)
                        .ToArray();
                    int[] some =
                    [
                        .. Enumerable.Range(0, count).Select(i => all[(i * 7 + zero) % all.Length]),
                    ];
                    var packed = codes.Pack(some);
                    return all.All(code => grid.Encode(grid.Decode(code, 0), 0) == code)
                        && packed.Length == codes.Bytes(count)
                        && packed.Length == ((count * codes.Room) + 39) / 40
                        && codes.Unpack(packed, count).SequenceEqual(some);
                }
            );

    [TestCase("ternary", new byte[] { 243 }, 5)]
    [TestCase("ternary", new byte[] { 27 }, 3)]
    [TestCase("int3", new byte[] { 0b01_001_001 }, 2)]
    [TestCase("int3", new byte[] { 0 }, 1)]
    [TestCase("int7", new byte[] { 0x81 }, 1)]
    public void Bytes_that_are_no_codes_are_refused(string name, byte[] packed, int count) =>
        Assert.That(() => CodeSet.Named(name)!.Unpack(packed, count), Throws.TypeOf<FormatException>());

    [Test]
    public void No_two_sets_stand_for_the_same_values_in_the_same_room() =>
        Assert.That(
            CodeSet.All.Select(c => (c.Lowest, c.Highest, c.Step, c.Room)).Distinct().Count(),
            Is.EqualTo(CodeSet.All.Length)
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
        Assert.That(() => QuantizationGrid.Symmetric(5, 1), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(QuantizationGrid.Symmetric(8, 0).ProblemFor([2, 3]), Does.Contain("positive"));
        Assert.That(QuantizationGrid.Affine(2, 1, 4).ProblemFor([2, 3]), Does.Contain("zero point"));
        Assert.That(
            QuantizationGrid.SymmetricPerChannel(8, [1, 1, 1]).ProblemFor([2, 3]),
            Does.Contain("for 2 channels")
        );
    }
}

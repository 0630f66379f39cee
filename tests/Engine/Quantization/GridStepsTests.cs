using CsCheck;
using Slimfront.Engine.Codes;
using Slimfront.Engine.Native;
using Slimfront.Engine.Networks;
using Slimfront.Engine.Operators;
using Slimfront.Engine.Quantization;
using static TorchSharp.torch;

namespace Slimfront.Engine.Tests.Quantization;

public sealed class GridStepsTests
{
    private static readonly Gen<CodeSet> Codes = Gen.Int[0, CodeSet.All.Length - 1]
        .Select(i => CodeSet.All[i]);

    private static readonly TensorSpec Two = new("w", [2, 3], TensorRole.Weight, 3);

    [OneTimeSetUp]
    public void Load() => NativeTorch.Load();

    // By hand: the two large ones become ± their mean, 3.
    [Test]
    public void Three_values_are_those_of_the_formula()
    {
        using var scope = NewDisposeScope();
        var rows = tensor(new[] { 3.1f, -2.9f, 0.3f, -0.2f, 0.1f, 0 }, [1, 6]);
        Assert.That(
            FlatBuffer.Read(GridSteps.Rounded(rows, CodeSet.Ternary)),
            Is.EqualTo((float[])[3, -3, 0, 0, 0, 0]).Within(1e-5)
        );
    }

    // The other way of computing the same tries all ranges.
    [Test]
    public void Rows_are_rounded_nearly_as_well_as_by_trying_all_ranges() =>
        Gen.Select(Codes.Where(c => c.IsSymmetric), Gen.Int[1, 1000])
            .Sample(
                (codes, seed) =>
                {
                    using var scope = NewDisposeScope();
                    var rows = randn([3, 200], generator: new Generator((ulong)seed));
                    var values = FlatBuffer.Read(rows);
                    var error = FlatBuffer
                        .Read(GridSteps.Rounded(rows, codes))
                        .Zip(values, (q, v) => Math.Pow(q - (double)v, 2))
                        .Sum();
                    var least = values
                        .Chunk(200)
                        .Sum(r => GridFit.Error(r, GridFit.RangeOf(r, codes), codes));
                    Assert.That(error, Is.AtMost((least * 1.5) + 1e-6), codes.Name);
                },
                iter: 200,
                threads: 1
            );

    [Test]
    public void Affine_grids_reach_from_the_smallest_to_the_largest_weight() =>
        Codes
            .Where(c => !c.IsSymmetric)
            .Sample(
                codes =>
                {
                    float[] values = [-0.5f, 2, 0.25f, 1, 3, 2];
                    var grid = GridSteps.GridOf(Two, values, codes, 0);
                    GridRange[] ranges = [new(-0.5, 2), new(0, 3)];
                    for (var row = 0; row < 2; row++)
                    {
                        var (scale, zero) = ranges[row].Scale(codes);
                        Assert.That(grid.Scales[row], Is.EqualTo(scale).Within(1e-6));
                        Assert.That(grid.ZeroPoints[row], Is.EqualTo(zero));
                    }
                },
                threads: 1
            );

    // What is stored is what the network learned with.
    [Test]
    public void The_stored_grid_is_that_of_training() =>
        Gen.Select(Codes, Gen.Int[1, 1000], Gen.Bool)
            .Sample(
                (codes, seed, perChannel) =>
                {
                    using var scope = NewDisposeScope();
                    var weight = randn([2, 3], generator: new Generator((ulong)seed));
                    var values = FlatBuffer.Read(weight);
                    var grid = GridSteps.GridOf(Two, values, codes, perChannel ? 0 : -1);
                    Assert.That(grid.ProblemFor(Two.Shape), Is.Null);
                    var rounded = GridSteps.Rounded(perChannel ? weight : weight.reshape(1, -1), codes);
                    Assert.That(
                        grid.Round(values),
                        Is.EqualTo(FlatBuffer.Read(rounded)).Within(1e-5),
                        codes.Name
                    );
                },
                iter: 200,
                threads: 1
            );

    [Test]
    public void What_a_mask_removed_stays_zero_and_nothing_else_changes_by_it() =>
        Codes.Sample(
            codes =>
            {
                using var scope = NewDisposeScope();
                var rows = randn([2, 40], generator: new Generator(1)).abs().Plus(0.01);
                var masked = cat([rows, zeros(2, 30)], 1);
                var (one, other) = (GridSteps.Rounded(rows, codes), GridSteps.Rounded(masked, codes));
                Assert.That(
                    FlatBuffer.Read(other.narrow(1, 0, 40)),
                    Is.EqualTo(FlatBuffer.Read(one)).Within(1e-5),
                    codes.Name
                );
                Assert.That(FlatBuffer.Read(other.narrow(1, 40, 30)), Is.All.Zero);
                Assert.That(FlatBuffer.Read(GridSteps.Rounded(zeros(2, 3), codes)), Is.All.Zero);
            },
            threads: 1
        );

    [Test]
    public void Nothing_is_left_behind() =>
        Leaks.None(() =>
        {
            using var rows = randn(2, 5);
            GridSteps.Rounded(rows, CodeSet.Odd).Dispose();
            GridSteps.Rounded(rows, CodeSet.Unsigned(3)).Dispose();
        });
}

using CsCheck;
using Slimfront.Search.Samplers;
using Slimfront.Search.Spaces;

namespace Slimfront.Search.Tests.Samplers;

public sealed class SobolTests
{
    // Values of SciPy 1.10, qmc.Sobol(64, scramble=False, bits=32).
    [TestCase(1u, 0, 0.5)]
    [TestCase(2u, 1, 0.25)]
    [TestCase(3u, 2, 0.75)]
    [TestCase(7u, 5, 0.375)]
    [TestCase(100u, 10, 0.4609375)]
    [TestCase(1000u, 31, 0.1455078125)]
    [TestCase(5000u, 40, 0.1007080078125)]
    [TestCase(8191u, 63, 0.9986572265625)]
    [TestCase(6000u, 63, 0.2742919921875)]
    [TestCase(4095u, 20, 0.225830078125)]
    public void Coordinates_are_those_of_an_independent_implementation(
        uint index,
        int dimension,
        double expected
    ) => Assert.That(Sobol.Coordinate(index, dimension), Is.EqualTo(expected));

    [Test]
    public void Every_block_has_one_point_in_each_interval_scrambled_or_not() =>
        Gen.Select(Gen.Int[0, Sobol.Dimensions - 1], Gen.Int[0, 20], Gen.UInt, Gen.Int[1, 8])
            .Sample(
                (dimension, block, seed, bits) =>
                {
                    var size = 1 << bits;
                    var indices = Enumerable.Range(block * size, size).Select(i => (uint)i).ToArray();
                    return Cells(indices.Select(i => Sobol.Coordinate(i, dimension)), size) == size
                        && Cells(indices.Select(i => Sobol.Scrambled(i, dimension, seed)), size) == size;
                }
            );

    [Test]
    public void The_first_two_dimensions_fill_every_elementary_box()
    {
        var points = Enumerable
            .Range(0, 64)
            .Select(i => (X: Sobol.Scrambled((uint)i, 0, 11), Y: Sobol.Scrambled((uint)i, 1, 12)))
            .ToArray();
        for (var bits = 0; bits <= 6; bits++)
        {
            var (columns, rows) = (1 << bits, 64 >> bits);
            var boxes = points.Select(p => ((int)(p.X * columns), (int)(p.Y * rows))).ToHashSet();
            Assert.That(boxes, Has.Count.EqualTo(64));
        }
    }

    [Test]
    public void Options_are_tried_equally_often()
    {
        var space = new Space([new Parameter.Real("r", 0, 1), new Parameter.Choice("c", "w", "x", "y", "z")]);
        var trials = FakeStudy.Run(new SobolSampler(), space, 32, _ => FakeStudy.Completed(1, 1));
        Assert.That(trials.GroupBy(t => t.Configuration["c"]).Select(g => g.Count()), Is.All.EqualTo(8));
    }

    [Test]
    public void Another_seed_gives_other_points()
    {
        var space = new Space([new Parameter.Real("r", 0, 1)]);
        Configuration First(ulong seed) =>
            FakeStudy
                .Run(new SobolSampler(), space, 1, _ => FakeStudy.Completed(1, 1), seed)[0]
                .Configuration;
        Assert.That(First(1), Is.Not.EqualTo(First(2)));
    }

    [Test]
    public void A_space_wider_than_the_table_is_sampled_too()
    {
        var space = new Space(
            Enumerable.Range(0, Sobol.Dimensions + 5).Select(i => new Parameter.Real($"r{i}", 0, 1))
        );
        var trials = FakeStudy.Run(new SobolSampler(), space, 3, _ => FakeStudy.Completed(1, 1));
        Assert.That(trials.SelectMany(t => space.Check(t.Configuration)), Is.Empty);
        Assert.That(
            trials.Select(t => t.Configuration.Real($"r{Sobol.Dimensions + 4}")).Distinct().Count(),
            Is.EqualTo(3)
        );
    }

    private static int Cells(IEnumerable<double> coordinates, int cells) =>
        coordinates.Select(x => (int)(x * cells)).Distinct().Count();
}

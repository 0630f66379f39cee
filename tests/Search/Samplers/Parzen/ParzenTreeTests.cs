using CsCheck;
using Slimfront.Search.Randomness;
using Slimfront.Search.Samplers.Modelling;
using Slimfront.Search.Samplers.Parzen;
using Slimfront.Search.Spaces;

namespace Slimfront.Search.Tests.Samplers.Parzen;

public sealed class ParzenTreeTests
{
    private static readonly Space Tree = new([
        new Parameter.Choice(
            "c",
            [
                new Option("none"),
                new Option("some", new Parameter.Real("r", 0, 1)),
                new Option("pair", new Parameter.Choice("d", "x", "y")),
            ]
        ),
    ]);

    [Test]
    public void The_density_integrates_to_one_over_the_whole_tree()
    {
        var code = SpaceCode.Of(Tree);
        var points = Enumerable.Range(0, 6).Select(i => Tree.Draw(Seed.For(2, "points", i))).ToArray();
        var density = new ParzenTree(code, points, [1, 1, 0.5, 1, 2, 1]);
        var active = new bool[code.Length];
        double At(double c, double r, double d)
        {
            double[] genome = [c, r, d];
            code.Snap(genome, active);
            return Math.Exp(density.Log(genome, active));
        }
        const int Cells = 2000;
        var branch = Enumerable.Range(0, Cells).Average(i => At(0.5, (i + 0.5) / Cells, 0));
        var total = At(0.1, 0, 0) + branch + At(0.9, 0, 0.1) + At(0.9, 0, 0.9);
        Assert.That(total, Is.EqualTo(1).Within(1e-5));
    }

    [Test]
    public void Draws_follow_the_density()
    {
        var code = SpaceCode.Of(Tree);
        var points = Enumerable.Range(0, 8).Select(i => Tree.Draw(Seed.For(3, "points", i))).ToArray();
        var density = new ParzenTree(code, points, [.. points.Select(_ => 1.0)]);
        var random = Seed.For(4, "draws");
        const int Draws = 20_000;
        var none = Enumerable
            .Range(0, Draws)
            .Count(_ => code.Decode(density.Draw(random)).Text("c") == "none");
        double[] genome = [0, 0.5, 0.5];
        var active = new bool[3];
        code.Snap(genome, active);
        Assert.That((double)none / Draws, Is.EqualTo(Math.Exp(density.Log(genome, active))).Within(0.015));
    }

    [Test]
    public void Without_points_it_is_the_prior()
    {
        var code = SpaceCode.Of(Tree);
        double[] genome = [0.1, 0.5, 0.5];
        var active = new bool[3];
        code.Snap(genome, active);
        Assert.That(
            new ParzenTree(code, [], []).Log(genome, active),
            Is.EqualTo(Math.Log(1.0 / 3)).Within(1e-12)
        );
    }

    [Test]
    public void It_is_densest_where_points_are() =>
        Gen.Double[0.05, 0.95]
            .Sample(centre =>
            {
                var space = new Space([new Parameter.Real("r", 0, 1)]);
                var code = SpaceCode.Of(space);
                var point = Configuration.Of(("r", Value.Of(centre)));
                var density = new ParzenTree(code, [point, point, point], [1, 1, 1]);
                var far = centre < 0.5 ? centre + 0.5 : centre - 0.5;
                return density.Log([centre], [true]) > density.Log([far], [true]);
            });
}

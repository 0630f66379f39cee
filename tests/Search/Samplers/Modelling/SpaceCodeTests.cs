using CsCheck;
using Slimfront.Search.Randomness;
using Slimfront.Search.Samplers.Modelling;
using Slimfront.Search.Spaces;
using Slimfront.Search.Tests.Spaces;

namespace Slimfront.Search.Tests.Samplers.Modelling;

public sealed class SpaceCodeTests
{
    [Test]
    public void A_genome_decodes_to_a_point_of_the_space() =>
        Gen.Select(Trees.Space, Gen.Double[0, 0.999].Array[16])
            .Sample(
                (space, genome) =>
                {
                    var code = SpaceCode.Of(space);
                    return !space.Check(code.Decode(genome[..code.Length])).Any();
                }
            );

    [Test]
    public void Snapping_does_not_change_what_a_genome_means() =>
        Gen.Select(Trees.Space, Gen.Double[0, 0.999].Array[16])
            .Sample(
                (space, numbers) =>
                {
                    var code = SpaceCode.Of(space);
                    var genome = numbers[..code.Length];
                    var before = code.Decode(genome);
                    var active = new bool[genome.Length];
                    code.Snap(genome, active);
                    var after = code.Decode(genome);
                    return after.Paths.SequenceEqual(before.Paths)
                        && active.Count(a => a) == after.Count
                        && code.Features(after)
                            .Zip(Features(code, genome, active))
                            .All(p => Math.Abs(p.First - p.Second) < 1e-9);
                }
            );

    [Test]
    public void Different_options_lie_at_distance_one_and_absent_parameters_in_the_middle()
    {
        var space = new Space([
            new Parameter.Choice(
                "c",
                [new Option("x"), new Option("y", new Parameter.Real("r", 0, 1)), new Option("z")]
            ),
        ]);
        var code = SpaceCode.Of(space);
        double[] Of(double u) => code.Features(space.Complete(n => n.Parameter.FromUnit(u)));
        var (x, z) = (Of(0), Of(0.99));
        Assert.That(x.Zip(z, (a, b) => (a - b) * (a - b)).Sum(), Is.EqualTo(1).Within(1e-12));
        Assert.That(x[^1], Is.EqualTo(0.5));
        Assert.That(code.Groups, Is.EqualTo(new[] { 0, 0, 0, 1 }));
    }

    [Test]
    public void The_code_of_a_space_is_made_once()
    {
        var space = new Space([new Parameter.Real("r", 0, 1)]);
        var point = space.Draw(new Pcg(1));
        var first = SpaceCode.Of(space).Encode(point);
        Assert.That(SpaceCode.Of(space).Encode(point), Is.SameAs(first));
    }

    private static double[] Features(SpaceCode code, double[] genome, bool[] active)
    {
        var features = new double[code.Groups.Length];
        code.Features(genome, active, features);
        return features;
    }
}

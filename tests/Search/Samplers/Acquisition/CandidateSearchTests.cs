using Slimfront.Search.Randomness;
using Slimfront.Search.Samplers.Acquisition;
using Slimfront.Search.Samplers.Modelling;
using Slimfront.Search.Spaces;

namespace Slimfront.Search.Tests.Samplers.Acquisition;

public sealed class CandidateSearchTests
{
    private static readonly Space Space = new([
        new Parameter.Real("a", 0, 1),
        new Parameter.Integer("n", 1, 9),
        new Parameter.Choice("c", [new Option("x"), new Option("y", new Parameter.Real("b", 0, 1))]),
    ]);

    [Test]
    public void The_best_point_of_a_mixed_space_is_found_at_its_bound_too()
    {
        var code = SpaceCode.Of(Space);
        double Score(ReadOnlySpan<double> genome, ReadOnlySpan<bool> active)
        {
            var c = code.Decode(genome.ToArray());
            var inner = c.Find("c.y.b") is { } b ? 1 - Math.Abs(b.Number - 0.25) : 0;
            return inner - c.Real("a") - Math.Abs(c.Integer("n") - 7);
        }
        var best = Search(Score).Run([])[0];
        var found = code.Decode(best.Genome);
        Assert.That(found.Real("a"), Is.Zero);
        Assert.That(found.Integer("n"), Is.EqualTo(7));
        Assert.That(found.Real("c.y.b"), Is.EqualTo(0.25).Within(0.01));
    }

    [Test]
    public void Finds_are_different_and_ordered_from_the_best()
    {
        // Where "b" does not exist, what its place holds makes no difference.
        var found = Search((g, active) => active[3] ? -1 : g[1]).Run([]);
        Assert.That(found.Select(c => c.Score), Is.Ordered.Descending);
        Assert.That(found.Select(c => SpaceCode.Of(Space).Decode(c.Genome)), Is.Unique);
    }

    private static CandidateSearch Search(CandidateSearch.Score score) =>
        CandidateSearch.For(Space, score, Seed.For(1, "test"), finished: 0, finds: 20);
}

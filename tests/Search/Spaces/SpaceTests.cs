using CsCheck;
using Slimfront.Search.Randomness;
using Slimfront.Search.Spaces;

namespace Slimfront.Search.Tests.Spaces;

public sealed class SpaceTests
{
    [Test]
    public void Whatever_is_drawn_is_a_point_of_the_space() =>
        Gen.Select(Trees.Space, Gen.ULong)
            .Sample((space, seed) => !space.Check(space.Draw(new Pcg(seed))).Any());

    [Test]
    public void Leaving_out_any_value_is_noticed() =>
        Gen.Select(Trees.Space, Gen.ULong)
            .Sample(
                (space, seed) =>
                {
                    var point = space.Draw(new Pcg(seed));
                    return point.Paths.All(path => space.Check(point.Without(path)).Any());
                }
            );

    [Test]
    public void A_value_that_has_no_meaning_is_noticed() =>
        Gen.Select(Trees.Space, Gen.ULong)
            .Sample(
                (space, seed) =>
                {
                    var point = space.Draw(new Pcg(seed));
                    var absent = space.Nodes.Where(n => !point.Has(n.Path));
                    return absent.All(n => space.Check(point.With(n.Path, n.Parameter.FromUnit(0.5))).Any())
                        && space.Check(point.With("bogus", Value.Of(1))).Any();
                }
            );

    [Test]
    public void Choices_stand_before_what_depends_on_them() =>
        Trees.Space.Sample(space =>
            space
                .Nodes.Select((n, i) => n.Parent is null || space.Nodes.Take(i).Any(p => p.Path == n.Parent))
                .All(ok => ok)
        );

    [Test]
    public void Finite_spaces_are_counted()
    {
        var inner = new Parameter.Choice(
            "inner",
            [new Option("x", new Parameter.Integer("n", 1, 5)), new Option("y")]
        );
        var space = new Space([
            new Parameter.Choice("outer", [new Option("none"), new Option("some", inner)]),
            new Parameter.Integer("k", 0, 1),
        ]);
        Assert.That(space.Count, Is.EqualTo((1 + (5 + 1)) * 2));
        Assert.That(new Space([new Parameter.Real("r", 0, 1)]).Count, Is.Null);
        Assert.That(new Space([]).Count, Is.EqualTo(1));
    }

    [Test]
    public void A_nested_parameter_is_replaced_in_its_place()
    {
        var space = new Space([
            new Parameter.Choice(
                "a",
                [
                    new Option("x", new Parameter.Integer("n", 1, 5)),
                    new Option("y", new Parameter.Integer("n", 1, 5)),
                ]
            ),
        ]);
        var narrowed = space.Replace("a.x.n", p => (Parameter.Integer)p with { High = 2 });
        Assert.That(narrowed.Find("a.x.n")!.Parameter.Cardinality, Is.EqualTo(2));
        Assert.That(narrowed.Find("a.y.n")!.Parameter.Cardinality, Is.EqualTo(5));
        Assert.That(() => space.Replace("a.z", p => p), Throws.TypeOf<KeyNotFoundException>());
    }
}

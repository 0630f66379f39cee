using CsCheck;
using Slimfront.Search.Spaces;

namespace Slimfront.Search.Tests.Spaces;

public sealed class ParameterTests
{
    private static readonly Gen<double> Unit = Gen.Double[0, Math.BitDecrement(1.0)];

    [Test]
    public void Every_unit_number_gives_a_value_of_the_parameter() =>
        Gen.Select(Trees.Number("p"), Unit).Sample((p, u) => p.Contains(p.FromUnit(u)));

    [Test]
    public void The_ends_of_the_unit_interval_are_in_range_too() =>
        Trees.Number("p").Sample(p => p.Contains(p.FromUnit(0)) && p.Contains(p.FromUnit(1)));

    [Test]
    public void A_value_comes_back_from_its_unit_number() =>
        Gen.Select(Trees.Number("p"), Unit)
            .Sample(
                (p, u) =>
                {
                    var value = p.FromUnit(u);
                    var again = p.FromUnit(p.ToUnit(value));
                    return p is Parameter.Integer
                        ? again == value
                        : Math.Abs(again.Number - value.Number) <= 1e-9 * value.Number;
                }
            );

    [Test]
    public void Unit_numbers_are_below_one() =>
        Gen.Select(Trees.Number("p"), Unit).Sample((p, u) => p.ToUnit(p.FromUnit(u)) is >= 0 and < 1);

    [Test]
    public void Options_share_the_unit_interval_equally()
    {
        var choice = new Parameter.Choice("c", "x", "y", "z");
        Assert.That(
            new[] { 0, 0.33, 0.34, 0.66, 0.67, 1 }.Select(u => choice.FromUnit(u).Text),
            Is.EqualTo(new[] { "x", "x", "y", "y", "z", "z" })
        );
        Assert.That(
            choice.Options.Select(o => choice.FromUnit(choice.ToUnit(Value.Of(o.Key))).Text),
            Is.EqualTo("xyz".Select(c => $"{c}"))
        );
    }

    [Test]
    public void A_logarithmic_scale_has_its_geometric_mean_in_the_middle() =>
        Assert.That(
            new Parameter.Real("r", 0.01, 100, Logarithmic: true).FromUnit(0.5).Number,
            Is.EqualTo(1).Within(1e-12)
        );

    [Test]
    public void Integers_are_equally_likely_at_both_ends()
    {
        var whole = new Parameter.Integer("i", 1, 4);
        Assert.That(
            Enumerable.Range(0, 8).Select(i => whole.FromUnit((i + 0.5) / 8).Integer),
            Is.EqualTo(new long[] { 1, 1, 2, 2, 3, 3, 4, 4 })
        );
    }

    [Test]
    public void Values_outside_the_range_or_of_another_kind_are_not_contained()
    {
        Assert.That(new Parameter.Real("r", 0, 1).Contains(Value.Of(1.1)), Is.False);
        Assert.That(new Parameter.Real("r", 0, 1).Contains(Value.Of("x")), Is.False);
        Assert.That(new Parameter.Integer("i", 0, 9).Contains(Value.Of(1.5)), Is.False);
        Assert.That(new Parameter.Choice("c", "x").Contains(Value.Of("y")), Is.False);
    }

    [Test]
    public void Every_problem_of_a_space_is_reported_at_once() =>
        Assert.That(
            () =>
                new Space([
                    new Parameter.Real("r", 2, 1),
                    new Parameter.Real("g", 0, 1, Logarithmic: true),
                    new Parameter.Integer("i", 3, 2),
                    new Parameter.Choice("c"),
                    new Parameter.Choice("d", "x", "x"),
                    new Parameter.Real("r", 0, 1),
                ]),
            Throws
                .ArgumentException.With.Message.Contains("'r' has the range 2 to 1")
                .And.Message.Contains("'g' is logarithmic")
                .And.Message.Contains("'i' has the range 3 to 2")
                .And.Message.Contains("'c' has no option")
                .And.Message.Contains("'d' lists an option twice")
                .And.Message.Contains("Two parameters stand at 'r'")
        );
}

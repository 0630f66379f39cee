using System.Globalization;
using CsCheck;
using Slimfront.Search.Spaces;

namespace Slimfront.Search.Tests.Spaces;

public sealed class ConfigurationTests
{
    private static readonly Gen<Value> AnyValue = Gen.OneOf(
        Gen.Double.Where(double.IsFinite).Select(Value.Of),
        Gen.Long[-(1L << 53), 1L << 53].Select(Value.Of),
        Gen.String.Select(Value.Of)
    );

    private static readonly Gen<KeyValuePair<string, Value>[]> Pairs = Gen.Select(
            Gen.String[Gen.Char.AlphaNumeric, 1, 8],
            AnyValue
        )
        .Select(KeyValuePair.Create)
        .Array[0, 10]
        .Select(pairs => pairs.DistinctBy(p => p.Key).ToArray());

    [Test]
    public void The_order_of_building_does_not_matter() =>
        Pairs.Sample(pairs =>
        {
            var (a, b) = (Configuration.From(pairs), Configuration.From(pairs.Reverse()));
            return a.Equals(b)
                && a.Canonical == b.Canonical
                && a.Id == b.Id
                && a.GetHashCode() == b.GetHashCode();
        });

    [Test]
    public void Different_values_have_different_texts() =>
        Gen.Select(Pairs, AnyValue)
            .Sample(
                (pairs, other) =>
                    pairs.All(p =>
                    {
                        var a = Configuration.From(pairs);
                        var same = a[p.Key].ToString() == other.ToString();
                        return a.With(p.Key, other).Equals(a) == same;
                    })
            );

    [Test]
    public void The_text_does_not_depend_on_the_culture()
    {
        var before = CultureInfo.CurrentCulture;
        try
        {
            // Invariant globalization knows no other culture, but a changed copy of it.
            var other = (CultureInfo)CultureInfo.InvariantCulture.Clone();
            (other.NumberFormat.NumberDecimalSeparator, other.NumberFormat.NegativeSign) = (",", "~");
            CultureInfo.CurrentCulture = other;
            Assert.That(
                Configuration.Of(("x", Value.Of(-1.5)), ("n", Value.Of(-2))).Canonical,
                Is.EqualTo("n=-2\nx=-1.5")
            );
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Test]
    public void The_identity_never_changes() =>
        Assert.That(
            Configuration.Of(("b", Value.Of(1.0)), ("a", Value.Of("x\ny")), ("c", Value.Of(3))).Id,
            Is.EqualTo("ece52968570cef33")
        );

    [Test]
    public void Numbers_come_back_from_their_text() =>
        Gen.OneOf(
                Gen.Double.Where(double.IsFinite).Select(Value.Of),
                Gen.Long[-(1L << 53), 1L << 53].Select(Value.Of)
            )
            .Sample(value => Value.Parse(value.ToString()) == value);

    [Test]
    public void A_slice_put_under_its_prefix_is_what_it_was() =>
        Pairs.Sample(pairs =>
        {
            var a = Configuration.From(pairs);
            return a.Under("p.q").Slice("p.q").Equals(a) && a.Under("p").Slice("other").Count == 0;
        });

    [Test]
    public void Line_feeds_in_a_text_cannot_imitate_another_configuration() =>
        Assert.That(
            Configuration.Of(("a", Value.Of("1\nb=2"))),
            Is.Not.EqualTo(Configuration.Of(("a", Value.Of("1")), ("b", Value.Of("2"))))
        );

    [Test]
    public void A_missing_value_is_answered_with_those_there_are() =>
        Assert.That(
            () => Configuration.Of(("there", Value.Of(1))).Real("here"),
            Throws
                .TypeOf<KeyNotFoundException>()
                .With.Message.Contains("'here'")
                .And.Message.Contains("there")
        );

    [Test]
    public void Infinite_and_huge_numbers_are_refused()
    {
        Assert.That(() => Value.Of(double.NaN), Throws.TypeOf<ArgumentOutOfRangeException>());
        Assert.That(() => Value.Of((1L << 53) + 1), Throws.TypeOf<ArgumentOutOfRangeException>());
    }
}

using CsCheck;
using Slimfront.Engine.Operators;

namespace Slimfront.Engine.Tests.Operators;

public sealed class ShapeTests
{
    [Test]
    public void A_shape_reads_as_its_lengths_joined_by_crosses() =>
        Assert.That(Shape.Of(1, 8, 8).ToString(), Is.EqualTo("1×8×8"));

    [Test]
    public void Shapes_are_equal_by_content() =>
        Gen.Int[1, 3]
            .List[1, 3]
            .Sample(d => Shape.Of([.. d]) == Shape.Of([.. d]) && Shape.Of([.. d]) != Shape.Of([.. d, 1]));

    [Test]
    public void Equal_shapes_have_equal_hashes()
    {
        var (one, same) = (Shape.Of(3, 4, 5), Shape.Of(3, 4, 5));
        Assert.That(one.GetHashCode(), Is.EqualTo(same.GetHashCode()));
    }

    [Test]
    public void Elements_are_channels_times_positions()
    {
        var map = Shape.Of(3, 4, 5);
        Assert.That((map.Channels, map.Positions, map.Elements), Is.EqualTo((3, 20, 60)));
        Assert.That((Shape.Of(7).Positions, Shape.Of(7).Elements), Is.EqualTo((1, 7)));
    }

    [Test]
    public void A_shape_too_large_to_count_is_an_error_not_a_wrong_number() =>
        Assert.That(() => Shape.Of(1 << 20, 1 << 20).Elements, Throws.InstanceOf<OverflowException>());
}

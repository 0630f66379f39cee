using Slimfront.Engine.Data;

namespace Slimfront.Engine.Tests.Data;

public sealed class ResamplingTests
{
    [Test]
    public void A_square_of_the_right_size_stays_as_it_is()
    {
        ushort[] plane = [.. Enumerable.Range(0, 49).Select(i => (ushort)(i * 5))];
        Assert.That(Resampling.Square(plane, 7, 7, 7), Is.EqualTo(plane.Select(p => (float)p)));
    }

    // Half the size: a triangle of reach 2 around 1.0 meets pixels at 0.5, 1.5 and 2.5, with 3/4, 3/4 and 1/4 of 7/4.
    [Test]
    public void Shrinking_weighs_every_pixel_by_a_triangle()
    {
        ushort[] plane = [.. Enumerable.Repeat<ushort[]>([0, 70, 140, 210], 4).SelectMany(r => r)];
        Assert.That(
            Resampling.Square(plane, 4, 4, 2),
            Is.EqualTo((float[])[50, 160, 50, 160]),
            "(3·0 + 3·70 + 140) / 7 and (70 + 3·140 + 3·210) / 7"
        );
    }

    // Twice the size: centres at 0.25, 0.75, 1.25 and 1.75 between pixels at 0.5 and 1.5.
    [Test]
    public void Growing_interpolates()
    {
        Assert.That(Resampling.Square([0, 100, 0, 100], 2, 2, 4)[..4], Is.EqualTo((float[])[0, 25, 75, 100]));
    }

    [Test]
    public void Of_the_longer_side_the_middle_stays()
    {
        ushort[] wide = [.. Enumerable.Repeat<ushort[]>([9, 1, 2, 9], 2).SelectMany(r => r)];
        Assert.That(Resampling.Square(wide, 4, 2, 2), Is.EqualTo((float[])[1, 2, 1, 2]));
        Assert.That(Resampling.Square([9, 9, 1, 2, 3, 4, 9, 9], 2, 4, 2), Is.EqualTo((float[])[1, 2, 3, 4]));
        // An odd rest: the square begins between two pixels.
        Assert.That(Resampling.Square([10, 20, 40, 10, 20, 40], 3, 2, 2)[..2], Is.EqualTo((float[])[15, 30]));
    }

    [Test]
    public void A_flat_picture_stays_flat_at_every_size([Values(1, 5, 64)] int size)
    {
        ushort[] plane = [.. Enumerable.Repeat((ushort)255, 31 * 17)];
        Assert.That(Resampling.Square(plane, 31, 17, size), Is.EqualTo(Enumerable.Repeat(255f, size * size)));
    }

    // Of 16 bits, 257 is what 1 is of 8 bits, and nothing is rounded.
    [Test]
    public void Deep_pictures_keep_every_level()
    {
        Assert.That(
            Resampling.Square([0, 257, 65535, 100], 2, 2, 2, scale: 257),
            Is.EqualTo((float[])[0, 1, 255, 100f / 257])
        );
    }
}

using Slimfront.Engine.Native;
using Slimfront.Engine.Training;
using static TorchSharp.torch;

namespace Slimfront.Engine.Tests.Training;

public sealed class AugmentationTests
{
    [OneTimeSetUp]
    public void LoadTorch() => NativeTorch.Load();

    [Test]
    public void A_shifted_image_is_a_window_of_the_padded_one_and_every_shift_occurs()
    {
        using var scope = NewDisposeScope();
        var outside = tensor((float[])[-5, -7]).reshape(2, 1, 1);
        using var augmentation = new Augmentation(shift: 1, flip: false, outside.clone());
        var images = rand(200, 2, 3, 4);
        var shifted = augmentation.Apply(images, seed: 1);
        var padded = nn.functional.pad(images - outside, [1, 1, 1, 1]) + outside;
        var seen = new HashSet<(int, int)>();
        for (var i = 0; i < 200; i++)
            seen.Add(
                Offsets()
                    .Single(o =>
                        padded[i].narrow(1, o.Y, 3).narrow(2, o.X, 4).allclose(shifted[i], 1e-4, 1e-5)
                    )
            );
        Assert.That(seen, Is.EquivalentTo(Offsets()));

        IEnumerable<(int Y, int X)> Offsets() =>
            from y in Enumerable.Range(0, 3)
            from x in Enumerable.Range(0, 3)
            select (y, x);
    }

    [Test]
    public void About_half_of_the_images_are_mirrored()
    {
        using var scope = NewDisposeScope();
        using var augmentation = new Augmentation(shift: 0, flip: true, zeros(1, 1, 1));
        var images = rand(400, 1, 3, 4);
        var flipped = augmentation.Apply(images, seed: 1);
        var mirrored = images.flip(3);
        var same = (flipped == images).flatten(1).all(1);
        var turned = (flipped == mirrored).flatten(1).all(1);
        Assert.That((same ^ turned).all().item<bool>());
        Assert.That(turned.sum().item<long>(), Is.InRange(160, 240));
    }

    [Test]
    public void The_seed_decides_and_the_images_are_left_as_they_are()
    {
        using var scope = NewDisposeScope();
        using var augmentation = new Augmentation(shift: 2, flip: true, zeros(1, 1, 1));
        var images = rand(20, 1, 6, 6);
        var before = images.clone();
        var first = augmentation.Apply(images, seed: 1);
        Assert.That(augmentation.Apply(images, seed: 1).allclose(first, 0, 0));
        Assert.That(augmentation.Apply(images, seed: 2).allclose(first, 0, 0), Is.False);
        Assert.That(images.allclose(before, 0, 0));
    }
}

using Slimfront.Engine.Recipes;
using Slimfront.Search;
using Slimfront.Search.Spaces;
using Slimfront.Search.Studies;

namespace Slimfront.Engine.Tests.Recipes;

public sealed class AugmentationCheckTests
{
    [TestCase(
        "on",
        0,
        "'training.augment.flip' is on, but 'd' has no pictures: its inputs are rows of 2 numbers."
    )]
    [TestCase("off", 2, "'training.augment.shift' is 2, but 'd' has no pictures")]
    public void A_table_has_nothing_to_flip_or_shift(string flip, int shift, string because) =>
        Refused(because, flip, shift, 2);

    [Test]
    public void Pictures_of_one_column_have_nothing_to_mirror() =>
        Refused("1 pixel wide", "on", 0, 3, 200, 1);

    // Of 8 pixels, shifts to 4 leave on average 1 − 20/72 = 13/18 a side, 52 %; shifts to 5 leave 1 − 30/88, 43 %.
    [TestCase(5, 8, 8, "on average 43 % of one would be left; at most 4 leaves half")]
    [TestCase(64, 28, 28, "at most")]
    [TestCase(1, 1, 200, "on average 33 % of one would be left; at most 0 leaves half")]
    public void A_shift_that_destroys_most_of_a_picture_is_refused(
        int shift,
        int height,
        int width,
        string because
    ) => Refused(because, "off", shift, 3, height, width);

    [TestCase("on", 0, 1, 8, 8)]
    [TestCase("on", 4, 1, 8, 8)]
    [TestCase("on", 4, 3, 32, 32)]
    [TestCase("off", 0, 5)]
    public void What_pictures_can_bear_is_not(string flip, int shift, params int[] shape) =>
        Assert.That(() => Check(flip, shift, shape), Throws.Nothing);

    private static void Refused(string because, string flip, int shift, params int[] shape) =>
        Assert.That(
            () => Check(flip, shift, shape),
            Throws.TypeOf<UserErrorException>().With.Message.Contains(because).And.Message.Not.Contains("\n")
        );

    private static void Check(string flip, int shift, int[] shape) =>
        AugmentationCheck.Check(
            Configuration.Of(
                ("training.augment.flip", Value.Of(flip)),
                ("training.augment.shift", Value.Of(shift))
            ),
            new DataInfo("d", "", [.. shape], 2, 1, 1, 1)
        );
}

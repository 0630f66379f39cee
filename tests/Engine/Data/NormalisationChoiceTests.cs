using Slimfront.Engine.Data;
using Slimfront.Search;

namespace Slimfront.Engine.Tests.Data;

public sealed class NormalisationChoiceTests
{
    private static readonly DataSet Digits = DataSources.Of().Load(StageBench.DataSettings);

    // What was normalised before it came here: no shares of white can be known of it.
    private static readonly DataSet Scored = new(
        "scored",
        Digits.Shape,
        Digits.Values.ToArray().Select(v => (v - 5) / 6).ToArray(),
        Digits.Task,
        Digits.Targets,
        Digits.Split
    );

    [Test]
    public void None_is_the_values_as_they_are()
    {
        var normalisation = NormalisationChoice.Apply("none", Digits).Normalisation;
        Assert.That((normalisation.Mean[0], normalisation.Deviation[0]), Is.EqualTo((0f, 1f)));
    }

    [Test]
    public void Numbers_of_torchvision_are_shares_of_white_which_is_16_for_the_digits()
    {
        var normalisation = NormalisationChoice.Apply("torchvision:0.25/0.5", Digits).Normalisation;
        Assert.That((normalisation.Mean[0], normalisation.Deviation[0]), Is.EqualTo((4f, 8f)));
    }

    [Test]
    public void What_is_learnt_is_the_same_data_set_and_anything_else_is_another()
    {
        var learnt = NormalisationChoice.Text(Digits.Normalisation);
        Assert.Multiple(() =>
        {
            Assert.That(
                NormalisationChoice.Apply("learn", Digits).Fingerprint,
                Is.EqualTo(Digits.Fingerprint)
            );
            Assert.That(
                NormalisationChoice.Apply(learnt, Digits).Fingerprint,
                Is.EqualTo(Digits.Fingerprint)
            );
            Assert.That(
                NormalisationChoice.Apply("none", Digits).Fingerprint,
                Is.Not.EqualTo(Digits.Fingerprint)
            );
        });
    }

    [Test]
    public void Another_split_keeps_what_was_given_and_learns_what_was_not()
    {
        var first = Digits.Split.LimitTrain(Digits.Targets.Groups.Span, 50);
        Assert.That(
            NormalisationChoice.Apply("none", Digits).With(first).Normalisation.Mean[0],
            Is.EqualTo(0)
        );
        Assert.That(Digits.With(first).Normalisation, Is.Not.EqualTo(Digits.Normalisation));
    }

    [TestCase(0, 1, 1f)]
    [TestCase(0, 16, 16f)]
    [TestCase(0, 17, 255f)]
    [TestCase(-0.1f, 1, null)]
    [TestCase(0, 256, null)]
    public void White_is_the_end_of_the_narrowest_usual_range_if_values_are_shades(
        float low,
        float high,
        float? white
    ) => Assert.That(NormalisationChoice.White((low, high)), Is.EqualTo(white));

    [Test]
    public void Shares_of_white_are_refused_where_values_are_no_shades() =>
        Assert.That(
            () => NormalisationChoice.Apply("torchvision:0.1/0.3", Scored),
            Throws.TypeOf<UserErrorException>().With.Message.Contains("go from -0.833 to 1.833")
        );

    [TestCase("none", true)]
    [TestCase("torchvision:0.3/0.4", false)]
    [TestCase("learn", false)]
    [TestCase("5/600", true)]
    [TestCase("300/60", true)]
    public void What_networks_are_hardly_trained_on_is_pointed_out(string text, bool isUnusual) =>
        Assert.That(
            NormalisationChoice
                .Apply(text, Digits)
                .Info.Warnings.Any(w => w.Contains("'data.normalisation'")),
            Is.EqualTo(isUnusual)
        );

    [TestCase("imagenet", "3 means", "1 channels")]
    [TestCase("5", "MEANS/DEVIATIONS")]
    [TestCase("5/0", "MEANS/DEVIATIONS")]
    [TestCase("5/x", "MEANS/DEVIATIONS")]
    [TestCase("5/NaN", "MEANS/DEVIATIONS")]
    [TestCase("0.13/0.31", "up to 16", "torchvision:0.13/0.31")]
    public void What_cannot_be_meant_is_refused(string text, params string[] because)
    {
        var refusal = Assert.Throws<UserErrorException>(() => NormalisationChoice.Apply(text, Digits))!;
        foreach (var part in because)
            Assert.That(refusal.Message, Does.Contain(part));
    }
}

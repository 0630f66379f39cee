using Slimfront.Engine.Stages;
using Slimfront.Engine.Tickets;
using Slimfront.Search.Randomness;
using Slimfront.Search.Spaces;

namespace Slimfront.Engine.Tests.Tickets;

public sealed class MaskRuleTests
{
    private static readonly float[] Initial = [0.5f, -1, 0.25f, -0.125f];
    private static readonly float[] Final = [0.75f, 0.5f, -0.375f, -0.25f];
    private static readonly float[] Gradients = [1, -2, 3, 0];

    // Σ|wᵢ| = Σ|w_f| = 1.875, so that α = 1.
    [TestCase("large-final", 0.75, 0.5, 0.375, 0.25)]
    [TestCase("small-final", -0.75, -0.5, -0.375, -0.25)]
    [TestCase("large-init", 0.5, 1, 0.25, 0.125)]
    [TestCase("small-init", -0.5, -1, -0.25, -0.125)]
    [TestCase("large-init-large-final", 0.5, 0.5, 0.25, 0.125)]
    [TestCase("small-init-small-final", -0.75, -1, -0.375, -0.25)]
    [TestCase("magnitude-increase", 0.25, -0.5, 0.125, 0.125)]
    [TestCase("movement", 0.25, 1.5, 0.625, 0.125)]
    [TestCase("large-final-same-sign", 0.75, -0.5, -0.375, 0.25)]
    [TestCase("large-final-diff-sign", -0.75, 0.5, 0.375, -0.25)]
    [TestCase("snip", 0.5, 2, 0.75, 0)]
    [TestCase("gradient", 1, 2, 3, 0)]
    public void A_rule_is_its_formula(string key, params double[] scores) =>
        Assert.That(Score(key, Initial, Final), Is.EqualTo(scores).Within(1e-4).Percent);

    [TestCase("large-init-large-final")]
    [TestCase("small-init-small-final")]
    public void Rules_of_both_ends_do_not_ask_how_large_one_end_is_as_a_whole(string key) =>
        Assert.That(
            Score(key, Initial, [.. Final.Select(w => w * 8)]),
            Is.EqualTo(Score(key, Initial, Final)).Within(1e-4).Percent
        );

    [Test]
    public void Random_scores_are_those_of_their_generator()
    {
        Assert.That(Score("random", Initial, Final), Is.EqualTo(Score("random", Final, Initial)));
        Assert.That(Score("random", Initial, Final).Distinct().Count(), Is.EqualTo(4));
    }

    [TestCase("snip")]
    [TestCase("gradient")]
    public void A_rule_that_needs_gradients_says_so(string key)
    {
        var rule = StageTechniques.Of().MaskRules[key].Create(Configuration.Empty);
        Assert.That(rule.NeedsGradients);
        Assert.That(
            () => rule.Score(new WeightEvidence(Initial, Final), new Pcg(1)),
            Throws.InvalidOperationException
        );
    }

    private static double[] Score(string key, float[] initial, float[] final) =>
        StageTechniques
            .Of()
            .MaskRules[key]
            .Create(Configuration.Empty)
            .Score(new WeightEvidence(initial, final, Gradients), new Pcg(3));
}

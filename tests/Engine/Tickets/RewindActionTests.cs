using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Operators;
using Slimfront.Engine.Stages;
using Slimfront.Engine.Tickets.Missing;
using Slimfront.Search.Randomness;
using Slimfront.Search.Spaces;

namespace Slimfront.Engine.Tests.Tickets;

public sealed class RewindActionTests
{
    // Fan-in 16: uniform on ±1/4, standard deviation 1/(4·√3).
    private static readonly TensorSpec Layer = new("fc1.weight", [32, 16], TensorRole.Weight, FanIn: 16);

    private static readonly float[] Initial =
    [
        .. Enumerable.Range(0, 512).Select(i => (i % 3 == 0 ? -1 : 1) * (i + 1) / 2048f),
    ];

    private static readonly TensorMask Stays = TensorMask.Of([.. Initial.Select((_, i) => i % 4 != 1)]);

    [Test]
    public void Rewinding_is_going_back() => Assert.That(Begin("rewind", ""), Is.EqualTo(Initial));

    [Test]
    public void Reinitialised_weights_are_drawn_anew_within_the_same_bounds()
    {
        var drawn = Begin("reinitialise", "drawn");
        Assert.That(drawn, Is.All.InRange(-0.25f, 0.25f));
        Assert.That(drawn.Max(), Is.GreaterThan(0.24f));
        Assert.That(drawn.Min(), Is.LessThan(-0.24f));
        Assert.That(drawn.Zip(Initial).Count(p => p.First == p.Second), Is.Zero);
        Assert.That(Agreement(drawn), Is.InRange(0.4, 0.6));
    }

    [Test]
    public void Reshuffled_weights_are_the_same_ones_elsewhere()
    {
        var dealt = Begin("reshuffle", "drawn");
        Assert.That(Stays.Pick<float>(dealt), Is.EquivalentTo(Stays.Pick<float>(Initial)));
        Assert.That(dealt.Zip(Initial).Count(p => p.First == p.Second), Is.LessThan(20));
        Assert.That(Agreement(dealt), Is.InRange(0.4, 0.7));
    }

    [Test]
    public void Reshuffled_magnitudes_keep_the_sign_of_their_place()
    {
        var dealt = Begin("reshuffle", "kept");
        Assert.That(
            Stays.Pick<float>(dealt).Select(Math.Abs),
            Is.EquivalentTo(Stays.Pick<float>(Initial).Select(Math.Abs))
        );
        Assert.That(Agreement(dealt), Is.EqualTo(1));
    }

    [TestCase("kept", 1, 1)]
    [TestCase("drawn", 0.4, 0.6)]
    public void Constants_are_the_standard_deviation_of_the_layer(string sign, double low, double high)
    {
        var values = Begin("constant", sign);
        Assert.That(values.Select(Math.Abs), Is.All.EqualTo(0.25 / Math.Sqrt(3)).Within(1e-4).Percent);
        Assert.That(Agreement(values), Is.InRange(low, high));
    }

    [Test]
    public void A_kept_sign_is_that_of_the_initial_weight() =>
        Assert.That(Agreement(Begin("reinitialise", "kept")), Is.EqualTo(1));

    [Test]
    public void Removed_weights_are_zero_or_frozen()
    {
        Assert.That(new Zero().IsFrozen(1, 2), Is.False);
        Assert.That(new Freeze().IsFrozen(1, 0.5f));
        Assert.That(new FreezeGrown().IsFrozen(1, -1.5f));
        Assert.That(new FreezeGrown().IsFrozen(-1, 0.5f), Is.False);
    }

    private static float[] Begin(string key, string sign) =>
        StageTechniques
            .Of()
            .RewindActions[key]
            .Create(sign.Length == 0 ? Configuration.Empty : Configuration.Of(("sign", Value.Of(sign))))
            .Begin(Layer, Initial, Stays, new Pcg(5));

    // The share of the weights that stay whose sign is the initial one.
    private static double Agreement(float[] values) =>
        Stays
            .Pick<float>(values)
            .Zip(Stays.Pick<float>(Initial))
            .Average(p => p.First < 0 == p.Second < 0 ? 1 : 0);
}

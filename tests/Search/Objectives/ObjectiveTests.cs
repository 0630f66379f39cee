using CsCheck;
using Slimfront.Search.Objectives;

namespace Slimfront.Search.Tests.Objectives;

public sealed class ObjectiveTests
{
    [Test]
    public void A_better_value_has_a_smaller_loss()
    {
        Assert.That(Objective.Accuracy.Loss(0.9), Is.LessThan(Objective.Accuracy.Loss(0.8)));
        Assert.That(Objective.Bytes.Loss(100), Is.LessThan(Objective.Bytes.Loss(200)));
    }

    [Test]
    public void Losses_come_in_the_order_of_the_objectives_and_NaN_where_nothing_was_measured() =>
        Assert.That(
            Measurement
                .Of(("accuracy", 0.9), ("bytes", 100))
                .Losses([Objective.Bytes, Objective.Accuracy, Objective.Macs]),
            Is.EqualTo(new[] { 100, -0.9, double.NaN })
        );

    [Test]
    public void A_limit_is_broken_by_the_excess_in_the_worse_direction()
    {
        Assert.That(new Limit("bytes", 100).Violation(130), Is.EqualTo(30));
        Assert.That(new Limit("bytes", 100).Violation(100), Is.Zero);
        Assert.That(new Limit("accuracy", 0.9).Violation(0.7), Is.EqualTo(0.2).Within(1e-12));
        Assert.That(new Limit("bytes", 100).Violation(double.NaN), Is.EqualTo(double.PositiveInfinity));
    }

    [Test]
    public void An_unknown_objective_is_answered_with_the_known_ones() =>
        Assert.That(
            () => Objective.Named("speed"),
            Throws.TypeOf<KeyNotFoundException>().With.Message.Contains("accuracy")
        );

    [Test]
    public void Equal_measurements_are_equal_whatever_the_order_they_were_made_in() =>
        Gen
            .Double.Array[1, 6]
            .Sample(values =>
            {
                var pairs = values.Select((v, i) => ($"k{i}", v)).ToArray();
                var (a, b) = (Measurement.Of(pairs), Measurement.Of([.. pairs.Reverse()]));
                return a.Equals(b) && a.GetHashCode() == b.GetHashCode();
            });
}

using CsCheck;
using Slimfront.Engine.Training;
using Slimfront.Engine.Training.Schedules;
using Slimfront.Search.Randomness;
using Slimfront.Search.Spaces;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Tests.Training;

public sealed class ScheduleTests
{
    private static readonly Catalog<ISchedule> All = Catalog.Scan<ISchedule>(
        "schedule",
        typeof(ISchedule).Assembly
    );

    [Test]
    public void Every_schedule_stays_within_0_and_1_and_never_rises_after_the_warm_up() =>
        Gen.Select(Gen.Int[0, 2].Select(i => All.All.ElementAt(i)), Gen.Long[1, 500], Gen.Double[0, 0.9])
            .Sample(
                (technique, total, share) =>
                {
                    var random = new Pcg((ulong)total);
                    var values = Configuration.From(
                        technique.Parameters.Select(p =>
                            KeyValuePair.Create(p.Name, p.FromUnit(random.NextDouble()))
                        )
                    );
                    var schedule = new WarmUp(technique.Create(values), share);
                    var factors = Enumerable
                        .Range(0, (int)total)
                        .Select(s => schedule.Factor(s, total))
                        .ToArray();
                    var peak = Array.IndexOf(factors, factors.Max());
                    var rises = factors.Zip(factors.Skip(1), (a, b) => a <= b).Take(peak);
                    var falls = factors.Zip(factors.Skip(1), (a, b) => a >= b).Skip(peak);
                    return factors.All(f => f is >= 0 and <= 1) && rises.All(r => r) && falls.All(f => f);
                }
            );

    [Test]
    public void Cosine_is_half_way_down_half_way_through() =>
        Assert.That(new Cosine().Factor(0.5), Is.EqualTo(0.5).Within(1e-12));

    [TestCase(0, 1)]
    [TestCase(0.333, 1)]
    [TestCase(1.0 / 3, 0.1)]
    [TestCase(0.666, 0.1)]
    [TestCase(2.0 / 3, 0.01)]
    [TestCase(0.999, 0.01)]
    public void Two_drops_part_training_in_three(double progress, double expected) =>
        Assert.That(
            new StepDecay(drops: 2, factor: 0.1).Factor(progress),
            Is.EqualTo(expected).Within(1e-12)
        );

    [Test]
    public void A_warm_up_rises_evenly_to_the_whole_rate()
    {
        var schedule = new WarmUp(new ConstantRate(), 0.3);
        var factors = Enumerable.Range(0, 10).Select(s => schedule.Factor(s, 10));
        Assert.That(factors, Is.EqualTo((double[])[0.25, 0.5, 0.75, 1, 1, 1, 1, 1, 1, 1]).Within(1e-12));
    }
}

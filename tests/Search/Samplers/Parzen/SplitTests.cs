using Slimfront.Search.Objectives;
using Slimfront.Search.Samplers.Modelling;
using Slimfront.Search.Samplers.Parzen;
using Slimfront.Search.Spaces;
using Slimfront.Search.Studies;

namespace Slimfront.Search.Tests.Samplers.Parzen;

public sealed class SplitTests
{
    private static readonly Space Line = new([new Parameter.Integer("i", 0, 1000)]);

    [Test]
    public void The_best_tenth_is_good_and_the_rest_is_not()
    {
        var split = Of(40, i => FakeStudy.Completed(-i, i));
        Assert.That(Numbers(split.Below), Is.EqualTo(new[] { 0, 1, 2, 3 }));
        Assert.That(split.Above, Has.Length.EqualTo(36));
    }

    [Test]
    public void A_front_that_is_too_large_keeps_points_far_apart()
    {
        // All 20 lie on a line, none dominated: two are kept, and not two neighbours.
        var below = Numbers(Of(20, i => FakeStudy.Completed(i, 10 + i)).Below);
        Assert.That(below, Has.Length.EqualTo(2));
        Assert.That(Math.Abs(below[0] - below[1]), Is.GreaterThan(3));
    }

    [Test]
    public void At_most_twenty_five_are_good() =>
        Assert.That(Of(600, i => FakeStudy.Completed(-i, i)).Below, Has.Length.EqualTo(25));

    [Test]
    public void Broken_and_running_trials_are_never_good()
    {
        var split = Of(
            30,
            i =>
                i % 3 == 0 ? null
                : i % 3 == 1 ? new Outcome.Failed("broke")
                : FakeStudy.Completed(i, i)
        );
        Assert.That(Numbers(split.Below).Single() % 3, Is.EqualTo(2));
        Assert.That(split.Above, Has.Length.EqualTo(29));
    }

    [Test]
    public void Trials_that_break_a_limit_come_after_those_that_keep_it()
    {
        // Only trial 19 keeps the limit, although the others dominate it; of those, 18 breaks it least.
        var split = Of(20, i => FakeStudy.Completed(1 - (0.01 * i), 119 - i), new Limit("bytes", 100));
        Assert.That(Numbers(split.Below), Is.EqualTo(new[] { 18, 19 }));
    }

    private static Split Of(int trials, Func<int, Outcome?> outcome, params Limit[] limits)
    {
        var history = Enumerable
            .Range(0, trials)
            .Select(i => FakeStudy.Trial(i, Configuration.Of(("i", Value.Of(i))), outcome(i)))
            .ToArray();
        return Split.Of(Observations.Of(FakeStudy.Snapshot(Line, history) with { Limits = limits }));
    }

    private static int[] Numbers(IEnumerable<Configuration> points) =>
        [.. points.Select(p => p.Integer("i"))];
}

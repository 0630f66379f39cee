using CsCheck;
using Slimfront.Search.Objectives;
using Slimfront.Search.Pareto;
using Slimfront.Search.Randomness;
using Slimfront.Search.Spaces;
using Slimfront.Search.Stages;
using Slimfront.Search.Studies;

namespace Slimfront.Search.Tests.Studies;

public sealed class StoppingTests
{
    private static readonly StudySpec Spec = new()
    {
        Sampler = Configuration.Of(("sampler", Value.Of("random"))),
        Budget = new(Trials: 80),
        Lag = 3,
        Attempts = new(Tries: 1),
    };

    private static readonly Limit[] Corner = [new("accuracy", 0), new("bytes", 10_000)];

    private static IEnumerable<Budget> Rules =>
        [
            new(80) { Finished = 7 },
            new(80) { Patience = 6 },
            new(80) { Patience = 6, Reference = [.. Corner] },
            new(80) { Hypervolume = 0.8, Reference = [.. Corner] },
            new(80) { FailureRate = 0.3, FailureMinimum = 9 },
        ];

    [TestCaseSource(nameof(Rules))]
    public void Rules_on_results_end_the_study_at_the_same_trial_with_any_number_of_slots(Budget budget)
    {
        var spec = Spec with { Budget = budget };
        var alone = Run(spec, 1, 1);
        Assert.That(alone.Trials, Has.Count.LessThan(budget.Trials), alone.Reason);
        Gen.Select(Gen.ULong, Gen.Int[2, 6])
            .Sample((seed, slots) => Told(Run(spec, seed, slots)) == Told(alone), iter: 30);
    }

    [Test]
    public void As_many_trials_are_completed_as_wanted_and_no_more([Values(1, 2, 5, 20)] int lag)
    {
        var study = Run(
            Spec with
            {
                Budget = new(80) { Finished = 7 },
                Lag = lag,
            },
            5,
            slots: 4
        );
        Assert.That(study.Trials.Count(t => t.Outcome is Outcome.Completed), Is.EqualTo(7));
        Assert.That(study.Trials[^1].Outcome, Is.InstanceOf<Outcome.Completed>());
        Assert.That(study.Reason, Is.EqualTo("7 trials were completed"));
    }

    [Test]
    public void Without_lag_too_as_many_trials_are_completed_as_wanted()
    {
        var study = Run(
            Spec with
            {
                Budget = new(80) { Finished = 7 },
                Lag = null,
                InFlight = 5,
            },
            5,
            slots: 4
        );
        Assert.That(study.Trials.Count(t => t.Outcome is Outcome.Completed), Is.EqualTo(7));
    }

    [Test]
    public void Patience_ends_a_study_after_so_many_trials_without_gain_and_not_before([Values(1, 4)] int lag)
    {
        var budget = new Budget(80) { Patience = 6, Reference = [.. Corner] };
        var study = Run(Spec with { Budget = budget, Lag = lag }, 3, slots: 2);
        var gains = Gains(study);
        // The last decision saw the trials up to count − lag.
        var seen = study.Trials.Count - lag + 1;
        Assert.That(gains[..seen].Reverse().TakeWhile(g => g <= 0).Count(), Is.EqualTo(6));
        for (var n = 6; n < seen; n++)
            Assert.That(gains[..n].Reverse().TakeWhile(g => g <= 0).Count(), Is.LessThan(6));
        Assert.That(study.Reason, Is.EqualTo("6 trials in a row brought no gain"));
    }

    [Test]
    public void The_target_is_a_share_of_the_box_between_reference_and_ideal()
    {
        // accuracy 0.75 is half of the way from 0.5 to 1; 25 bytes are three quarters of the way from 100 to 0.
        var share = Stopping.Share(
            [new("accuracy", 0.5), new("bytes", 100)],
            Spec.Objectives,
            [
                [-0.75, 25.0],
                [-0.4, 1.0],
                [-0.9, 101.0],
            ]
        );
        Assert.That(share, Is.EqualTo(0.375).Within(1e-12));
    }

    [Test]
    public void A_target_ends_the_study_as_soon_as_it_is_reached()
    {
        var budget = new Budget(80) { Hypervolume = 0.8, Reference = [.. Corner] };
        var study = Run(Spec with { Budget = budget, Lag = 1 }, 1, slots: 1);
        double Reached(int trials) =>
            Stopping.Share(
                Corner,
                Spec.Objectives,
                study.Trials.Take(trials).Select(Losses).OfType<double[]>()
            );
        Assert.That(Reached(study.Trials.Count), Is.GreaterThanOrEqualTo(0.8));
        Assert.That(Reached(study.Trials.Count - 1), Is.LessThan(0.8));
        Assert.That(
            study.Reason,
            Does.Match(@"^the front dominates [0-9.]+ % of the hypervolume, 80 % were wanted$")
        );
    }

    [Test]
    public void Failures_are_judged_from_their_minimum_on()
    {
        var study = Run(
            Spec with
            {
                Budget = new(80) { FailureRate = 0.5, FailureMinimum = 9 },
                Lag = 2,
            },
            1,
            slots: 2,
            fails: s => s.Operation == "train"
        );
        Assert.That(study.Trials, Has.Count.EqualTo(10), "trial 10 is the first that sees nine");
        Assert.That(study.Reason, Is.EqualTo("9 of 9 trials failed"));
        Assert.That(study.FinalFront, Is.Empty);
    }

    [Test]
    public void Device_time_ends_the_study_and_gives_up_what_runs()
    {
        var study = Run(Spec with { Budget = new(80) { DeviceTime = TimeSpan.FromSeconds(9) } }, 1, slots: 3);
        Assert.That(study.Trials.Count(t => t.Outcome is Outcome.Stopped), Is.GreaterThan(0));
        Assert.That(study.Trials.Where(t => t.Outcome is Outcome.Completed), Is.Not.Empty);
        Assert.That(
            study.DeviceSeconds - study.FinalFront.Length,
            Is.InRange(9, 11),
            "tests of the front included"
        );
        Assert.That(study.Reason, Is.EqualTo("the device time of 00:00:09 is used up"));
    }

    [Test]
    public void The_first_rule_that_holds_ends_the_study()
    {
        var all = Rules.Aggregate(
            (a, b) =>
                a with
                {
                    Patience = a.Patience ?? b.Patience,
                    Hypervolume = a.Hypervolume ?? b.Hypervolume,
                    Reference = [.. Corner],
                    FailureRate = a.FailureRate ?? b.FailureRate,
                }
        );
        var fewest = Rules.Min(rule => Run(Spec with { Budget = rule }, 1, 1).Trials.Count);
        Assert.That(Run(Spec with { Budget = all }, 1, 1).Trials, Has.Count.EqualTo(fewest));
    }

    private static Study Run(StudySpec spec, ulong seed, int slots, Func<Stage, bool>? fails = null) =>
        new Simulation(spec, pipeline: new BroadPipeline(), work: BroadPipeline.Result)
            .ToEnd(
                new Pcg(seed),
                slots,
                fails ?? (s => s.Operation == "train" && s.Key.Hex[0] is '0' or '1' or '2')
            )
            .Study;

    private static double[]? Losses(Trial trial) => trial.Measurement?.Losses(Spec.Objectives);

    private static double[] Gains(Study study)
    {
        var gains = new List<double>();
        for (var n = 0; n < study.Trials.Count; n++)
        {
            double Volume(int trials) =>
                Hypervolume.Of(study.Trials.Take(trials).Select(Losses).OfType<double[]>(), [0, 10_000]);
            gains.Add(Volume(n + 1) - Volume(n));
        }

        return [.. gains];
    }

    private static string Told(Study study) =>
        $"{study.Reason}\n{string.Join('\n', study.Trials.Select(t => $"{t.Configuration} {t.Outcome} {t.Test}"))}";
}

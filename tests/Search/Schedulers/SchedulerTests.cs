using Slimfront.Search.Objectives;
using Slimfront.Search.Schedulers;
using Slimfront.Search.Studies;

namespace Slimfront.Search.Tests.Schedulers;

public sealed class SchedulerTests
{
    private static readonly Objective[] Objectives = [Objective.Accuracy, Objective.Bytes];

    [Test]
    public void Shares_grow_by_the_factor_up_to_the_whole() =>
        Assert.That(new Asha(eta: 3, rungs: 3).Rungs, Is.EqualTo([1 / 9.0, 1 / 3.0, 1]).Within(1e-15));

    [Test]
    public void Asha_lets_the_best_third_of_a_rung_go_on_and_begins_a_new_one_otherwise()
    {
        var asha = new Asha(eta: 3, rungs: 3);
        Assert.That(asha.Next(History(At(0, 5), At(0, 4))), Is.EqualTo(new Turn.Begin(0)), "2 / 3 < 1");
        Assert.That(asha.Next(History(At(0, 5), At(0, 4), At(0, 6))), Is.EqualTo(Continue(1)));
        Assert.That(asha.Next(History(At(0, 5), On(1, 4), At(0, 6))), Is.EqualTo(new Turn.Begin(0)));
    }

    [Test]
    public void A_rung_judges_trainings_and_what_shares_the_best_goes_on_with_it()
    {
        Climb[] climbs =
        [
            Trained(At(0, 4), "a"),
            Trained(At(0, 4), "a"),
            Trained(At(0, 5), "b"),
            Trained(At(0, 3.9), "c"),
            Trained(At(0, 6), "d"),
            Trained(At(0, 6), "e"),
        ];
        var asha = new Asha(eta: 3, rungs: 3);
        Assert.That(asha.Next(History(climbs[..2])), Is.EqualTo(new Turn.Begin(0)));
        Assert.That(asha.Next(History(climbs[..3])), Is.EqualTo(Continue(0)), "three were measured");
        Assert.That(asha.Next(History(climbs)), Is.EqualTo(Continue(3)), "the best of five trainings");
        climbs[3] = Trained(On(1, 3.9), "c");
        Assert.That(
            asha.Next(History(climbs)),
            Is.EqualTo(new Turn.Begin(0)),
            "a would be the second of five"
        );
        climbs = [.. climbs, Trained(At(0, 7), "f")];
        Assert.That(asha.Next(History(climbs)), Is.EqualTo(Continue(0)), "the second of six");
        climbs[0] = Trained(On(1, 4), "a");
        Assert.That(asha.Next(History(climbs)), Is.EqualTo(Continue(1)), "it costs no training any more");
        climbs[1] = Trained(On(1, 4), "a");
        Assert.That(asha.Next(History(climbs)), Is.EqualTo(new Turn.Begin(0)));
    }

    [Test]
    public void What_shares_a_training_that_went_on_before_better_ones_came_goes_on_too()
    {
        Climb[] climbs =
        [
            Trained(On(1, 4), "a"),
            Trained(On(1, 3), "b"),
            Trained(At(0, 5), "c"),
            Trained(At(0, 4), "a"),
        ];
        var asha = new Asha(eta: 3, rungs: 3);
        Assert.That(asha.Next(History(climbs)), Is.EqualTo(Continue(3)));
        climbs[0] = climbs[0] with { Progress = ClimbProgress.Over };
        Assert.That(asha.Next(History(climbs)), Is.EqualTo(new Turn.Begin(0)), "it failed");
        var halving = new SuccessiveHalving(eta: 3, rungs: 3, cohort: 2);
        Assert.That(
            halving.Next(
                History([Trained(At(2, 4), "a"), Trained(At(0, 5), "c"), Trained(At(0, 3), "b"), climbs[3]])
            ),
            Is.EqualTo(Continue(2)),
            "the best of its cohort comes first"
        );
        Assert.That(
            halving.Next(
                History([Trained(At(2, 4), "a"), Trained(At(0, 5), "c"), Trained(On(1, 3), "b"), climbs[3]])
            ),
            Is.EqualTo(Continue(3))
        );
    }

    [Test]
    public void Asha_looks_at_the_highest_rung_first()
    {
        var history = History(At(1, 3), At(1, 2), At(1, 1), At(0, 0.5), At(0, 9), At(0, 9));
        Assert.That(new Asha(eta: 3, rungs: 3).Next(history), Is.EqualTo(Continue(2)));
    }

    [Test]
    public void Asha_finishes_something_when_nothing_new_may_begin()
    {
        var history = History(At(0, 5), At(0, 4)) with { MayBegin = false };
        Assert.That(new Asha(eta: 3, rungs: 3).Next(history), Is.Null, "something may still be hidden");
        Assert.That(
            new Asha(eta: 3, rungs: 3).Next(history with { IsComplete = true }),
            Is.EqualTo(Continue(1))
        );
    }

    [Test]
    public void A_cohort_waits_for_all_of_a_rung_and_halves_it()
    {
        var halving = new SuccessiveHalving(eta: 2, rungs: 3, cohort: 4);
        Assert.That(halving.Next(History(At(0, 1), At(0, 2), At(0, 3))), Is.EqualTo(new Turn.Begin(0)));
        Assert.That(halving.Next(History(At(0, 1), At(0, 2), At(0, 3), On(0, 4))), Is.Null);
        Assert.That(halving.Next(History(At(0, 3), At(0, 2), At(0, 1), At(0, 4))), Is.EqualTo(Continue(2)));
        Assert.That(halving.Next(History(At(0, 3), At(0, 2), On(1, 1), At(0, 4))), Is.EqualTo(Continue(1)));
        Assert.That(halving.Next(History(At(0, 3), On(1, 2), On(1, 1), At(0, 4))), Is.Null);
        Assert.That(halving.Next(History(At(0, 3), At(1, 2), At(1, 1), At(0, 4))), Is.EqualTo(Continue(2)));
        Assert.That(
            halving.Next(History(At(0, 3), At(1, 2), At(2, 1), At(0, 4))),
            Is.EqualTo(new Turn.Begin(0)),
            "the cohort is through"
        );
    }

    [Test]
    public void A_member_that_failed_holds_nobody_up()
    {
        var halving = new SuccessiveHalving(eta: 2, rungs: 2, cohort: 2);
        var failed = On(0, 1) with { Progress = ClimbProgress.Over };
        Assert.That(halving.Next(History(failed, At(0, 2))), Is.EqualTo(Continue(1)));
        Assert.That(
            halving.Next(History(At(2, 2), At(0, 3), failed, failed)),
            Is.EqualTo(new Turn.Begin(0)),
            "nothing is left of the second cohort"
        );
    }

    [Test]
    public void Hyperband_begins_cohorts_at_rising_rungs()
    {
        // ⌈3/3 · 9⌉ = 9 at rung 0, ⌈3/2 · 3⌉ = 5 at rung 1, 3 at rung 2 (Algorithm 1 with s_max = 2, η = 3).
        var hyperband = new Hyperband(eta: 3, rungs: 3);
        var climbs = new List<Climb>();
        var starts = new List<int>();
        for (var i = 0; i < 17; i++)
        {
            Turn? turn;
            while ((turn = hyperband.Next(History([.. climbs]))) is Turn.Continue(var trial))
                climbs[trial.Value] = At(climbs[trial.Value].Rung + 1, trial.Value) with
                {
                    Start = climbs[trial.Value].Start,
                };
            var rung = ((Turn.Begin)turn!).Rung;
            starts.Add(rung);
            climbs.Add(At(rung, i));
        }
        Assert.That(starts, Is.EqualTo([.. Enumerable.Repeat(0, 9), .. Enumerable.Repeat(1, 5), 2, 2, 2]));
        Assert.That(climbs.Count(c => c.Rung == 2), Is.EqualTo(1 + 1 + 3));
    }

    [Test]
    public void The_median_rule_lets_the_better_half_and_the_pioneers_go_on()
    {
        var rule = new MedianRule(eta: 3, rungs: 2, first: 1);
        Assert.That(rule.Next(History(At(0, 9))), Is.EqualTo(Continue(0)));
        Assert.That(rule.Next(History(On(1, 9), At(0, 1), At(0, 2))), Is.EqualTo(Continue(1)));
        Assert.That(rule.Next(History(On(1, 9), On(1, 1), At(0, 2))), Is.EqualTo(Continue(2)), "2 of 3");
        Assert.That(rule.Next(History(On(1, 1), On(1, 1), At(0, 2))), Is.EqualTo(new Turn.Begin(0)));
    }

    [Test]
    public void Only_what_cannot_reach_the_front_is_hopeless()
    {
        // Accuracy 0.8 at the rung and 0.9 in the end: nobody gained more than 0.1.
        var finished = Climb(1, ClimbProgress.Measured, (0.8, 100), (0.9, 100));
        var rule = new HopelessRule(eta: 3, rungs: 2, first: 1);
        Assert.That(rule.Next(History(finished, At0(0.79, 100))), Is.EqualTo(new Turn.Begin(0)));
        Assert.That(rule.Next(History(finished, At0(0.81, 100))), Is.EqualTo(Continue(1)));
        Assert.That(rule.Next(History(finished, At0(0.1, 99))), Is.EqualTo(Continue(1)), "it is smaller");
        Assert.That(
            new HopelessRule(eta: 3, rungs: 2, first: 2).Next(History(finished, At0(0.1, 100))),
            Is.EqualTo(Continue(1)),
            "one finished configuration is too little to judge by"
        );

        static Climb At0(double accuracy, double bytes) =>
            Climb(0, ClimbProgress.Measured, (accuracy, bytes), null);
    }

    // A configuration measured at a rung, and at those below it: "loss" is the error in percent, and all are as large.
    private static Climb At(int rung, double loss) =>
        Climb(
            rung,
            ClimbProgress.Measured,
            [
                .. Enumerable
                    .Range(0, 3)
                    .Select(r => r <= rung ? (1 - (loss / 100), 100.0) : ((double, double)?)null),
            ]
        );

    // The same on its way to a rung.
    private static Climb On(int rung, double loss) =>
        rung == 0
            ? Climb(0, ClimbProgress.Running, null, null, null)
            : At(rung - 1, loss) with
            {
                Rung = rung,
                Progress = ClimbProgress.Running,
            };

    private static Climb Climb(
        int rung,
        ClimbProgress progress,
        params (double Accuracy, double Bytes)?[] results
    ) =>
        new(
            new(0),
            new(0),
            0,
            rung,
            progress,
            [
                .. results.Select(r =>
                    r is { } value
                        ? new RungResult(
                            Measurement.Of(("accuracy", value.Accuracy), ("bytes", value.Bytes)),
                            [-value.Accuracy, value.Bytes],
                            0,
                            new("")
                        )
                        : null
                ),
            ]
        );

    private static RungHistory History(params Climb[] climbs) =>
        new(
            [
                .. climbs.Select(
                    (c, i) => Trained(c with { First = new(i), Latest = new(i) }, $"training {i}")
                ),
            ],
            Objectives,
            climbs.Length > 0 ? climbs[0].Results.Length : 3,
            MayBegin: true,
            IsComplete: false
        );

    private static Climb Trained(Climb climb, string training) =>
        climb with
        {
            Results =
            [
                .. climb.Results.Select(
                    (r, rung) => r is { Stage.Hex: "" } ? r with { Stage = new($"{training} to {rung}") } : r
                ),
            ],
        };

    private static Turn.Continue Continue(int trial) => new(new TrialNumber(trial));
}

using CsCheck;
using Slimfront.Search.Randomness;
using Slimfront.Search.Rules;
using Slimfront.Search.Schedulers;
using Slimfront.Search.Spaces;
using Slimfront.Search.Studies;
using Slimfront.Search.Techniques;
using Slimfront.Search.Tests.Studies;

namespace Slimfront.Search.Tests.Schedulers;

/// <summary>What holds for a study under every scheduler of the catalog.</summary>
public sealed class ScheduledStudyTests
{
    private static readonly Catalog<IScheduler> Schedulers = SearchTechniques.Of().Schedulers;

    public static IEnumerable<string> Keys => Schedulers.All.Select(t => t.Key);

    [TestCaseSource(nameof(Keys))]
    public void The_trials_do_not_depend_on_the_number_of_slots_or_the_order_of_completion(string key)
    {
        var alone = Trials(new Simulation(Spec(key)).ToEnd(new Pcg(1), slots: 1));
        Gen.Select(Gen.ULong, Gen.Int[1, 8])
            .Sample(
                (seed, slots) => Trials(new Simulation(Spec(key)).ToEnd(new Pcg(seed), slots)) == alone,
                iter: 50
            );
    }

    [TestCaseSource(nameof(Keys))]
    public void A_study_resumed_after_any_event_goes_on_to_the_same_trials_and_repeats_no_finished_stage(
        string key
    )
    {
        var whole = new Simulation(Spec(key)).ToEnd(new Pcg(7), slots: 2);
        for (var cut = 1; cut <= whole.Events.Count; cut++)
        {
            var resumed = Simulation.Resume(Spec(key), whole.Events.Take(cut)).ToEnd(new Pcg(9), slots: 3);
            Assert.That(Trials(resumed), Is.EqualTo(Trials(whole)), $"cut after event {cut}");
            Assert.That(resumed.Study.Stages.Values.Max(n => n.Completions), Is.EqualTo(1));
        }
    }

    [TestCaseSource(nameof(Keys))]
    public void A_study_ends_with_a_front_of_completely_trained_models(string key)
    {
        foreach (var lag in (int?[])[1, 3, null])
        {
            var study = new Simulation(Spec(key) with { Lag = lag }).ToEnd(new Pcg(3), slots: 3).Study;
            Assert.That(study.Begun, Is.EqualTo(study.Spec.Budget.Trials), $"lag {lag}");
            Assert.That(study.FinalFront, Is.Not.Empty);
            foreach (var trial in study.FinalFront.Select(study.Trial))
                Assert.That(trial.IsPartial, Is.False);
        }
    }

    [TestCaseSource(nameof(Keys))]
    public void Going_on_repeats_nothing_and_ends_where_training_in_one_go_would(string key)
    {
        var study = new Simulation(Spec(key)).ToEnd(new Pcg(5), slots: 2).Study;
        foreach (var trial in study.Trials.Where(t => t.Fidelity?.Continues is not null))
        {
            var from = study.Trial(trial.Fidelity!.Continues!.Value);
            Assert.That(trial.Configuration, Is.EqualTo(from.Configuration));
            Assert.That(trial.Fidelity.Rung, Is.EqualTo(from.Fidelity!.Rung + 1));
            var trained = from.Stages.Where(s => s != from.MeasurementStage);
            Assert.That(trial.Stages, Is.SupersetOf(trained));
        }
        Assert.That(study.Stages.Values.Select(n => n.Completions), Is.All.EqualTo(1));
    }

    [TestCaseSource(nameof(Keys))]
    public void What_dominates_all_others_is_never_left_behind(string key)
    {
        // One of the configurations is better than all others at every rung; the rest are at random.
        Gen.Select(Gen.Int[0, 11], Gen.ULong)
            .Sample(
                (best, seed) =>
                {
                    var climbs = new ScheduledClimbs(Make(key), configurations: 12, best, new Pcg(seed));
                    return climbs.ToEnd().Single(c => c.First.Value == best).Rung == climbs.Top;
                },
                iter: 200
            );
    }

    private static IScheduler Make(string key) =>
        Schedulers[key].Create(Spec(key).Scheduler.Slice($"scheduler.{key}"));

    private static StudySpec Spec(string key)
    {
        var scheduler = Configuration.Of(("scheduler", Value.Of(key)));
        foreach (var parameter in Schedulers[key].Parameters)
            scheduler = parameter.Name switch
            {
                "eta" => scheduler.With($"scheduler.{key}.eta", Value.Of(2.0)),
                "cohort" => scheduler.With($"scheduler.{key}.cohort", Value.Of(4L)),
                "first" => scheduler.With($"scheduler.{key}.first", Value.Of(1L)),
                _ => scheduler,
            };
        return new()
        {
            Sampler = Configuration.Of(("sampler", Value.Of("random"))),
            Scheduler = scheduler,
            Rungs = Schedulers.Create(scheduler, "scheduler").Rungs,
            Budget = new(Trials: 6),
            Lag = 3,
        };
    }

    private static string Trials(Simulation simulation) =>
        string.Join(
            '\n',
            simulation.Study.Trials.Select(t =>
                $"{t.Number} {t.Configuration} {t.Fidelity} {t.Outcome} {t.Test}"
            )
        );
}

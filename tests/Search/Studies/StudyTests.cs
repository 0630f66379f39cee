using System.Collections.Immutable;
using CsCheck;
using Slimfront.Search.Objectives;
using Slimfront.Search.Randomness;
using Slimfront.Search.Spaces;
using Slimfront.Search.Studies;

namespace Slimfront.Search.Tests.Studies;

public sealed class StudyTests
{
    private static readonly StudySpec Spec = new()
    {
        Sampler = Configuration.Of(("sampler", Value.Of("random"))),
        Budget = new(Trials: 6),
        Lag = 3,
    };

    [Test]
    public void The_trials_do_not_depend_on_the_number_of_slots_or_the_order_of_completion()
    {
        var alone = Trials(new Simulation(Spec).ToEnd(new Pcg(1), slots: 1));
        Gen.Select(Gen.ULong, Gen.Int[1, 8])
            .Sample(
                (seed, slots) => Trials(new Simulation(Spec).ToEnd(new Pcg(seed), slots)) == alone,
                iter: 200
            );
    }

    [Test]
    public void A_study_resumed_after_any_event_goes_on_to_the_same_trials_and_repeats_no_finished_stage()
    {
        var whole = new Simulation(Spec).ToEnd(new Pcg(7), slots: 2);
        for (var cut = 1; cut <= whole.Events.Count; cut++)
        {
            var resumed = Simulation.Resume(Spec, whole.Events.Take(cut)).ToEnd(new Pcg(9), slots: 3);
            Assert.That(Trials(resumed), Is.EqualTo(Trials(whole)), $"cut after event {cut}");
            Assert.That(resumed.Study.FinalFront, Is.EqualTo(whole.Study.FinalFront));
            Assert.That(resumed.Study.Baselines, Is.EqualTo(whole.Study.Baselines));
            Assert.That(resumed.Study.Stages.Values.Max(n => n.Completions), Is.EqualTo(1));
        }
    }

    [Test]
    public void Folding_the_events_gives_the_study_that_made_them()
    {
        var simulation = new Simulation(Spec).ToEnd(new Pcg(3), slots: 2);
        var folded = simulation
            .Events.Skip(1)
            .Aggregate(Study.Begin((StudyEvent.Created)simulation.Events[0]), (s, e) => s.Apply(e));
        Assert.That(folded.Trials, Is.EqualTo(simulation.Study.Trials));
        Assert.That(folded.Stages, Is.EquivalentTo(simulation.Study.Stages));
        Assert.That(folded.Phase, Is.EqualTo(StudyPhase.Finished));
    }

    [Test]
    public void A_stage_shared_by_many_trials_is_completed_once()
    {
        var study = new Simulation(Spec).ToEnd(new Pcg(1), slots: 4).Study;
        var asked = study.Trials.Append(study.Teacher!).Sum(t => t.Stages.Length);
        Assert.That(study.Stages.Values.Select(n => n.Completions), Is.All.EqualTo(1));
        Assert.That(study.Stages, Has.Count.LessThan(asked));
    }

    [Test]
    public void What_stages_ran_on_is_remembered_and_changes_nothing_else()
    {
        var simulation = new Simulation(Spec);
        simulation.Settle();
        var stage = simulation.Study.Ready().First();
        var silent = simulation.Study.Apply(new StudyEvent.AttemptStarted(new(stage.Key, 1), "a"));
        var told = simulation.Study.Apply(new StudyEvent.AttemptStarted(new(stage.Key, 1), "a", "x64 AVX2"));
        var unlike = told.Apply(new StudyEvent.AttemptLost(new(stage.Key, 1), "node died"))
            .Apply(new StudyEvent.AttemptStarted(new(stage.Key, 2), "b", "x64 AVX-512"));
        Assert.That(silent.Environments, Is.Empty);
        Assert.That(told.Environments, Is.EqualTo(new[] { "x64 AVX2" }));
        Assert.That(unlike.Environments, Is.EqualTo(new[] { "x64 AVX-512", "x64 AVX2" }));
        Assert.That(told.Stages[stage.Key], Is.EqualTo(silent.Stages[stage.Key]));
    }

    [Test]
    public void A_reply_of_an_old_attempt_changes_nothing()
    {
        var simulation = new Simulation(Spec);
        simulation.Settle();
        var stage = simulation.Study.Ready().First();
        simulation.Happen(new StudyEvent.AttemptStarted(new(stage.Key, 1), "a"));
        simulation.Happen(new StudyEvent.AttemptLost(new(stage.Key, 1), "node died"));
        simulation.Happen(new StudyEvent.AttemptStarted(new(stage.Key, 2), "b"));
        var before = simulation.Study;
        simulation.Happen(new StudyEvent.StageCompleted(new(stage.Key, 1), FakePipeline.Result(stage)));
        simulation.Happen(new StudyEvent.AttemptFailed(new(stage.Key, 1), "late", IsFinal: true));
        simulation.Happen(new StudyEvent.AttemptLost(new(stage.Key, 1), "late"));
        Assert.That(simulation.Study.Stages[stage.Key], Is.EqualTo(before.Stages[stage.Key]));
    }

    [Test]
    public void A_stage_that_keeps_failing_is_tried_as_often_as_allowed_and_fails_only_the_trials_that_need_it()
    {
        var study = new Simulation(Spec).ToEnd(new Pcg(1), slots: 2, s => s.Operation == "prune").Study;
        var failed = study.Trials.Where(t => t.Outcome is Outcome.Failed).ToArray();
        Assert.That(failed, Is.Not.Empty);
        Assert.That(failed.Select(t => t.Configuration.Text("pruning")), Is.All.EqualTo("half"));
        Assert.That(
            study.Trials.Except(failed).Select(t => t.Outcome),
            Is.Not.Empty.And.All.InstanceOf<Outcome.Completed>()
        );
        Assert.That(
            study.Stages.Values.Where(n => n.Stage.Operation == "prune").Select(n => n.Attempts),
            Is.All.EqualTo(Spec.Attempts.Tries)
        );
    }

    [Test]
    public void A_lost_artifact_is_made_again_only_if_somebody_still_needs_it()
    {
        var simulation = new Simulation(Spec);
        simulation.Settle();
        var teacher = simulation.Study.Ready().First();
        simulation.Happen(new StudyEvent.AttemptStarted(new(teacher.Key, 1), "a"));
        simulation.Happen(new StudyEvent.StageCompleted(new(teacher.Key, 1), FakePipeline.Result(teacher)));
        simulation.Happen(new StudyEvent.ArtifactLost(teacher.Key, "damaged"));
        Assert.That(simulation.Study.Ready(), Does.Contain(teacher));
        var finished = simulation.ToEnd(new Pcg(1), slots: 2);
        finished.Happen(new StudyEvent.ArtifactLost(teacher.Key, "damaged"));
        Assert.That(finished.Study.Ready(), Is.Empty);
    }

    [Test]
    public void A_stopped_study_gives_up_what_runs_and_still_tests_its_front()
    {
        var simulation = new Simulation(Spec with { Lag = 1 });
        simulation.Settle();
        while (simulation.Study.Trials.Count(t => t.Outcome is not null) < 2)
        {
            var stage = simulation.Study.Ready().First();
            simulation.Happen(new StudyEvent.AttemptStarted(new(stage.Key, 1), "a"));
            simulation.Happen(new StudyEvent.StageCompleted(new(stage.Key, 1), FakePipeline.Result(stage)));
            simulation.Settle();
        }

        simulation.Happen(new StudyEvent.Stopping("enough"));
        var study = simulation.ToEnd(new Pcg(1), slots: 1).Study;
        Assert.That(study.Trials, Has.Count.EqualTo(3));
        Assert.That(study.Trials[2].Outcome, Is.InstanceOf<Outcome.Stopped>());
        Assert.That(study.FinalFront.Select(n => study.Trial(n).Test), Is.Not.Empty.And.All.Not.Null);
        Assert.That(study.Reason, Is.EqualTo("enough"));
    }

    [Test]
    public void Hard_limits_on_analytic_objectives_are_kept_before_any_stage_starts()
    {
        var limited = Spec with { Limits = [new Limit("bytes", 150)], Budget = new(Trials: 50) };
        var study = new Simulation(limited).ToEnd(new Pcg(1), slots: 2).Study;
        Assert.That(
            study.Trials.Select(t => t.Prediction["bytes"].Low),
            Is.Not.Empty.And.All.LessThanOrEqualTo(150)
        );
        // Width 1 whole or halved, width 2 halved; width 3 halved is refused.
        Assert.That(study.Trials, Has.Count.EqualTo(3));
        Assert.That(study.IsExhausted);
    }

    [Test]
    public void No_recipe_is_run_twice()
    {
        var study = new Simulation(Spec with { Budget = new(Trials: 50) }).ToEnd(new Pcg(1), slots: 2).Study;
        Assert.That(study.Trials.Select(t => t.Model), Is.Unique);
        Assert.That(study.Trials, Has.Count.EqualTo(7), "4 widths, whole or halved, but one is refused");
    }

    [Test]
    public void A_configuration_that_is_listed_whole_is_run_even_if_its_network_was_made_already()
    {
        var listed = Configuration.Of(("width", Value.Of(2L)), ("pruning", Value.Of("half")));
        var study = new Simulation(Spec with { WarmStart = [listed, listed] })
            .ToEnd(new Pcg(1), slots: 2)
            .Study;
        Assert.That(study.Trials.Take(2).Select(t => t.Configuration), Is.All.EqualTo(listed));
        Assert.That(study.Trials.Take(2).Select(t => t.Origin), Is.All.EqualTo(Trial.WarmStartOrigin));
        Assert.That(
            study.Stages.Values.Select(n => n.Completions),
            Is.All.EqualTo(1),
            "nothing is made twice"
        );
    }

    [Test]
    public void The_teacher_is_tested_like_the_front()
    {
        var study = new Simulation(Spec).ToEnd(new Pcg(1), slots: 2).Study;
        Assert.That(study.Teacher!.Test, Is.Not.Null);
        Assert.That(study.Teacher.Test!.Values.Keys, Is.EqualTo(study.Trials[0].Measurement!.Values.Keys));
    }

    [Test]
    public void Warm_start_configurations_come_first_and_what_they_leave_out_is_drawn()
    {
        ImmutableArray<Configuration> first =
        [
            Configuration.Of(("width", Value.Of(2L)), ("pruning", Value.Of("half"))),
            Configuration.Of(("pruning", Value.Of("none"))),
        ];
        var study = new Simulation(Spec with { WarmStart = first }).ToEnd(new Pcg(1), slots: 2).Study;
        Assert.That(study.Trials[0].Configuration, Is.EqualTo(first[0]));
        Assert.That(study.Trials[1].Configuration.Text("pruning"), Is.EqualTo("none"));
        Assert.That(study.Trials.Take(2).Select(t => t.Origin), Is.All.EqualTo(Trial.WarmStartOrigin));
        Assert.That(study.Trials[2].Origin, Is.EqualTo("random"));
    }

    [Test]
    public void The_sampler_sees_only_outcomes_older_than_the_lag()
    {
        var seen = new List<(int Number, int[] Visible)>();
        var sampler = new Spy(
            (history, number) =>
                seen.Add(
                    (
                        number.Value,
                        [.. history.Trials.Where(t => t.Outcome is not null).Select(t => t.Number.Value)]
                    )
                )
        );
        new Simulation(Spec, sampler).ToEnd(new Pcg(5), slots: 4);
        foreach (var (number, visible) in seen)
            Assert.That(visible, Is.EqualTo(Enumerable.Range(0, Math.Max(0, number - Spec.Lag!.Value + 1))));
    }

    private static string Trials(Simulation simulation) =>
        string.Join(
            '\n',
            simulation.Study.Trials.Select(t => $"{t.Number} {t.Configuration} {t.Measurement} {t.Test}")
        );
}

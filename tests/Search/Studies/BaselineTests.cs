using CsCheck;
using Slimfront.Search.Analysis;
using Slimfront.Search.Objectives;
using Slimfront.Search.Randomness;
using Slimfront.Search.Recipes;
using Slimfront.Search.Rules;
using Slimfront.Search.Spaces;
using Slimfront.Search.Stages;
using Slimfront.Search.Studies;

namespace Slimfront.Search.Tests.Studies;

public sealed class BaselineTests
{
    // Width 1 halved, 4 whole, 2 halved, 1 whole: all but the last are on the front.
    private static readonly StudySpec Spec = new()
    {
        Sampler = Configuration.Of(("sampler", Value.Of("random"))),
        Budget = new(Trials: 4),
        Lag = 3,
        WarmStart = [Point(1, "half"), Point(4, "none"), Point(2, "half"), Point(1, "none")],
    };

    // Along the front from the most accurate: width 4 has nothing simpler; width 1 whole was tried by the search.
    private static readonly BaselineLink[] Expected =
    [
        new(new(2), "not-pruned", new(4)),
        new(new(2), "quarter", new(5)),
        new(new(0), "not-pruned", new(3)),
        new(new(0), "quarter", new(6)),
    ];

    [Test]
    public void Baselines_follow_the_search_and_no_model_is_made_twice()
    {
        var study = Run(Spec);
        Assert.That(study.Baselines, Is.EqualTo(Expected));
        Assert.That(
            study.Trials.Skip(4).Select(t => t.Configuration),
            Is.EqualTo((Configuration[])[Point(2, "none"), Point(2, "quarter"), Point(1, "quarter")])
        );
        Assert.That(study.Trials.Skip(4).Select(t => t.Origin), Is.All.EqualTo(Trial.BaselineOrigin));
        Assert.That(study.Trials.Select(t => t.Model), Is.Unique);
    }

    [Test]
    public void They_do_not_count_in_the_budget_of_the_search()
    {
        var study = Run(Spec);
        Assert.That(study.Searched.Select(t => t.Number.Value), Is.EqualTo((int[])[0, 1, 2, 3]));
        Assert.That(study.Reason, Is.EqualTo("4 trials done"));
    }

    [Test]
    public void One_that_nothing_dominates_joins_the_front_and_has_none_of_its_own()
    {
        var study = Run(Spec);
        // Width 2 whole and width 1 in quarters join; width 2 in quarters is beaten by width 1 halved.
        Assert.That(study.FinalFront.Select(n => n.Value), Is.EqualTo((int[])[0, 1, 2, 4, 6]));
        // All that were compared are measured on the test split, on the front or not.
        Assert.That(
            study.Trials.Where(t => t.Test is not null).Select(t => t.Number.Value),
            Is.EqualTo((int[])[0, 1, 2, 3, 4, 5, 6])
        );
    }

    [Test]
    public void They_are_the_same_with_any_number_of_slots() =>
        Gen.Select(Gen.ULong, Gen.Int[1, 8])
            .Sample(
                (seed, slots) => Run(Spec, new Pcg(seed), slots).Baselines.SequenceEqual(Expected),
                iter: 100
            );

    [Test]
    public void Resumed_after_any_event_they_end_in_the_same_way()
    {
        var whole = new Simulation(Spec, work: Result).ToEnd(new Pcg(7), slots: 2);
        for (var cut = 1; cut <= whole.Events.Count; cut++)
        {
            var resumed = Simulation
                .Resume(Spec, whole.Events.Take(cut), Result)
                .ToEnd(new Pcg(9), slots: 3)
                .Study;
            Assert.That(resumed.Baselines, Is.EqualTo(Expected), $"cut after event {cut}");
            Assert.That(resumed.FinalFront, Is.EqualTo(whole.Study.FinalFront));
            Assert.That(
                resumed.Trials.Select(t => (t.Model, t.Measurement, t.Test)),
                Is.EqualTo(whole.Study.Trials.Select(t => (t.Model, t.Measurement, t.Test)))
            );
            Assert.That(resumed.Stages.Values.Max(n => n.Completions), Is.EqualTo(1));
        }
    }

    // A configuration that was left at a rung has a model that nobody made.
    [TestCase("asha")]
    [TestCase("successive-halving")]
    public void Where_trainings_are_cut_they_are_trained_to_the_end(string scheduler)
    {
        var spec = Spec with
        {
            WarmStart = [],
            Budget = new(Trials: 7),
            Scheduler = Configuration.Of(("scheduler", Value.Of(scheduler))),
            Rungs = [0.5, 1],
        };
        for (var seed = 1UL; seed <= 20; seed++)
        {
            var study = new Simulation(spec with { Seed = seed }).ToEnd(new Pcg(1), slots: 2).Study;
            Assert.That(study.Begun, Is.LessThanOrEqualTo(7));
            foreach (var link in study.Baselines.Where(l => l.Baseline is not null))
                Assert.That(study.Trial(link.Baseline!.Value).Outcome, Is.InstanceOf<Outcome.Completed>());
        }
    }

    [Test]
    public void A_simpler_recipe_that_came_to_the_same_file_is_no_comparison()
    {
        var all = Run(Spec);
        var link = all.Baselines.First(l => l.Baseline is not null);
        var (mine, simpler) = (all.Trial(link.Trial).Model, all.Trial(link.Baseline!.Value).Model);
        var same = new Simulation(
            Spec,
            work: s => s.Key == simpler ? Result(s) with { Artifact = Artifact(all, mine) } : Result(s)
        )
            .ToEnd(new Pcg(1), slots: 2)
            .Study;
        Assert.That(BaselineComparison.Of(all).Select(c => c.Link), Has.Member(link));
        Assert.That(same.Baselines, Has.Member(link));
        Assert.That(BaselineComparison.Of(same).Select(c => c.Link), Has.No.Member(link));
    }

    private static ArtifactId Artifact(Study study, StageKey stage) => study.Result(stage)!.Artifact;

    [Test]
    public void A_study_that_wants_none_runs_none()
    {
        var study = Run(Spec with { Baselines = 0 });
        Assert.That(study.Trials, Has.Count.EqualTo(4));
        Assert.That(study.Baselines, Is.Empty);
        Assert.That(study.FinalFront.Select(n => n.Value), Is.EqualTo((int[])[0, 1, 2]));
    }

    [Test]
    public void Hard_limits_hold_for_them_too()
    {
        var limited = Spec with
        {
            Limits = [new Limit("bytes", 150)],
            WarmStart = [Point(1, "half"), Point(2, "half")],
            Budget = new(Trials: 2),
        };
        var study = Run(limited);
        Assert.That(
            study.Baselines[0],
            Is.EqualTo(new BaselineLink(new(1), "not-pruned", null, "bytes 200 is beyond the limit 150"))
        );
        Assert.That(
            BaselineComparison.Of(study)[0].Words,
            Is.EqualTo("refused: bytes 200 is beyond the limit 150")
        );
        Assert.That(study.Baselines.Count(l => l.Baseline is null), Is.EqualTo(1));
    }

    [Test]
    public void A_study_stopped_among_them_gives_them_up_and_tests_its_front()
    {
        var simulation = new Simulation(Spec, work: Result);
        simulation.Settle();
        while (simulation.Study.Phase is StudyPhase.Searching)
        {
            var stage = simulation.Study.Ready().First();
            simulation.Happen(new StudyEvent.AttemptStarted(new(stage.Key, 1), "a"));
            simulation.Happen(new StudyEvent.StageCompleted(new(stage.Key, 1), Result(stage)));
            simulation.Settle();
        }
        Assert.That(simulation.Study.Phase, Is.EqualTo(StudyPhase.Comparing));
        simulation.Happen(new StudyEvent.Stopping("enough"));
        var study = simulation.ToEnd(new Pcg(1), slots: 1).Study;
        Assert.That(study.Trials.Skip(4).Select(t => t.Outcome), Is.All.InstanceOf<Outcome.Stopped>());
        Assert.That(study.Reason, Is.EqualTo("enough"));
        Assert.That(study.FinalFront.Select(n => n.Value), Is.EqualTo((int[])[0, 1, 2]));
        Assert.That(study.FinalFront.Select(n => study.Trial(n).Test), Is.All.Not.Null);
        Assert.That(
            BaselineComparison.Of(study).Select(c => c.Verdict == Verdict.Unknown ? c.Words : ""),
            Is.EqualTo((string[])["given up: enough", "given up: enough", "", "given up: enough"])
        );
    }

    [Test]
    public void One_that_fails_costs_only_its_comparison()
    {
        var study = new Simulation(Spec, work: Result)
            .ToEnd(new Pcg(1), slots: 2, s => s.Parameters.Has("parts"))
            .Study;
        Assert.That(study.Phase, Is.EqualTo(StudyPhase.Finished));
        var words = BaselineComparison.Of(study).Select(c => c.Words).ToArray();
        Assert.That((string[])[words[1], words[3]], Is.All.Contains("boom"));
        Assert.That(words[0], Is.EqualTo("each is better in something"));
    }

    // The halved student of width 2 has accuracy 0.86 in 100 bytes.
    [TestCase(0.86, 100, Verdict.Equal)]
    [TestCase(0.86, 101, Verdict.Better)]
    [TestCase(0.85, 100, Verdict.Better)]
    [TestCase(0.86, 99, Verdict.Worse)]
    [TestCase(0.87, 100, Verdict.Worse)]
    [TestCase(0.87, 101, Verdict.Mixed)]
    [TestCase(0.85, 99, Verdict.Mixed)]
    public void A_verdict_counts_every_objective(double accuracy, double bytes, Verdict expected)
    {
        var baseline = Measurements(2, "none").ToArray();
        var study = new Simulation(
            Spec,
            work: s => baseline.Contains(s.Key) ? Measured(s, accuracy, bytes) : Result(s)
        )
            .ToEnd(new Pcg(1), slots: 1)
            .Study;
        var comparison = BaselineComparison.Of(study)[0];
        Assert.That(comparison.Verdict, Is.EqualTo(expected));
        Assert.That(comparison.IsInVain, Is.EqualTo(expected is Verdict.Equal or Verdict.Worse));
        Assert.That(comparison.Kind, Is.EqualTo("not pruned"));
        // What is better takes the place of what it beats.
        Assert.That(study.FinalFront.Contains(new(2)), Is.EqualTo(expected is not Verdict.Worse));
    }

    [TestCase(3, 8, new[] { 0, 1, 2 })]
    [TestCase(8, 8, new[] { 0, 1, 2, 3, 4, 5, 6, 7 })]
    [TestCase(10, 4, new[] { 0, 3, 6, 9 })]
    [TestCase(9, 2, new[] { 0, 8 })]
    [TestCase(9, 1, new[] { 4 })]
    [TestCase(0, 8, new int[0])]
    public void Of_many_models_some_of_all_sizes_are_compared(int count, int most, int[] expected) =>
        Assert.That(BaselineRules.Spread(count, most), Is.EqualTo(expected));

    [Test]
    public void So_many_models_are_compared_as_were_asked_for() =>
        Assert.That(
            Run(Spec with { Baselines = 1 }).Baselines.Select(l => l.Trial.Value),
            Is.EqualTo((int[])[0, 0])
        );

    private static Study Run(StudySpec spec, Pcg? random = null, int slots = 2) =>
        new Simulation(spec, work: Result).ToEnd(random ?? new Pcg(1), slots).Study;

    private static Configuration Point(int width, string pruning) =>
        Configuration.Of(("width", Value.Of((long)width)), ("pruning", Value.Of(pruning)));

    private static IEnumerable<StageKey> Measurements(int width, string pruning) =>
        new FakePipeline().Plan(new(), Point(width, pruning)) is Plan.Accepted { Recipe: var recipe }
            ? [recipe.Measurement, recipe.TestMeasurement.Key]
            : [];

    // Every width adds 4 points; pruning costs 2 points and half of the bytes, or 10 points and three quarters.
    private static StageResult Result(Stage stage)
    {
        (string Pruning, double Accuracy, int Bytes)[] kinds =
        [
            ("none", 80, 100),
            ("half", 78, 50),
            ("quarter", 70, 25),
        ];
        foreach (var width in Enumerable.Range(1, 4))
        foreach (var (pruning, accuracy, bytes) in kinds)
            if (Measurements(width, pruning).Contains(stage.Key))
                return Measured(stage, (accuracy + (4 * width)) / 100, width * bytes);
        return FakePipeline.Result(stage);
    }

    private static StageResult Measured(Stage stage, double accuracy, double bytes) =>
        FakePipeline.Result(stage) with
        {
            Values = Measurement.Of(("accuracy", accuracy), ("bytes", bytes)),
        };
}

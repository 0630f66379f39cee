using System.Collections.Immutable;
using CsCheck;
using Slimfront.Search.Objectives;
using Slimfront.Search.Randomness;
using Slimfront.Search.Spaces;
using Slimfront.Search.Stages;
using Slimfront.Search.Studies;

namespace Slimfront.Search.Tests.Studies;

/// <summary>What is kept up from event to event is what a walk over the whole study finds.</summary>
public sealed class AgendaTests
{
    private static readonly string[] Operations = ["train", "distil", "prune"];

    [Test]
    public void It_never_disagrees_with_the_study_whatever_happens() =>
        Gen.Select(Gen.ULong, Gen.Int[1, 5])
            .Sample((seed, lag) => Check(new Happenings(new Pcg(seed), lag), events: 120), iter: 60);

    [TestCase("none", 2)]
    [TestCase("asha", 3)]
    public void It_never_disagrees_with_a_study_that_follows_its_rules(string scheduler, int slots)
    {
        var spec = new StudySpec
        {
            Sampler = Configuration.Of(("sampler", Value.Of("random"))),
            Scheduler = Configuration.Of(("scheduler", Value.Of(scheduler))),
            Rungs = scheduler == "none" ? [1] : [0.3, 0.6, 1],
            Budget = new(Trials: 7),
            Lag = 3,
        };
        var whole = new Simulation(spec).ToEnd(new Pcg(5), slots, s => s.Key.Hex[1] is '3' or 'a');
        var study = Study.Begin((StudyEvent.Created)whole.Events[0]);
        foreach (var happened in whole.Events.Skip(1))
        {
            study = study.Apply(happened);
            Agree(study);
        }
    }

    [Test]
    public void A_study_that_was_only_read_has_the_agenda_of_one_that_was_followed()
    {
        var happenings = new Happenings(new Pcg(11), lag: 4);
        for (var n = 0; n < 200; n++)
        {
            happenings.Next();
            _ = happenings.Study.Agenda;
        }

        var read = happenings.Events.Aggregate(happenings.Begun, (study, e) => study.Apply(e));
        Assert.That(read.Ready(), Is.EquivalentTo(happenings.Study.Ready()));
        Assert.That(read.Unwanted(), Is.EquivalentTo(happenings.Study.Unwanted()));
    }

    // Of ten trials with a lag of two, the last two are those that none waits for.
    [Test]
    public void A_trial_that_others_wait_for_comes_before_a_longer_one_at_the_end()
    {
        var study = Study.Begin(new(new() { Lag = 2, Budget = new(10) }, DateTimeOffset.UnixEpoch));
        for (var n = 0; n < 7; n++)
            study = Begin(study, 1).Apply(new StudyEvent.TrialEnded(new(n), new Outcome.Failed("")));
        study = Begin(Begin(Begin(study, 1), 3), 4);

        var first = study.Ready().Select(s => s.Seed).ToArray();

        // Trial 7 gates trial 9, which may take as long as trial 9's four stages.
        Assert.That(first, Is.EqualTo((ulong[])[7, 9, 8]));
    }

    // All four begin at once.
    [Test]
    public void What_does_not_train_comes_first_and_of_equal_trials_the_oldest()
    {
        var study = Study.Begin(new(new() { Lag = 4, Budget = new(4) }, DateTimeOffset.UnixEpoch));
        study = Begin(Begin(Begin(Begin(study, 2, 5), 2, 5), 2, 5), 1, 0);
        Assert.That(study.Ready().Select(s => s.Seed), Is.EqualTo((ulong[])[3, 0, 1, 2]));
    }

    // A slot would otherwise train one trial to its end while what finishes another one waits.
    [Test]
    public void A_row_that_trains_is_left_while_something_waits_that_does_not()
    {
        var study = Study.Begin(new(new() { Lag = 4, Budget = new(4) }, DateTimeOffset.UnixEpoch));
        study = Done(Begin(Begin(study, 2, 5), 1, 0), trial: 0);
        var first = study.Trials[0].Stages;
        Assert.That(study.FollowOn(first[0]), Is.Null);
        Assert.That(Done(study, trial: 1).FollowOn(first[0])?.Key, Is.EqualTo(first[1]));
    }

    private static Study Done(Study study, int trial)
    {
        var attempt = new AttemptId(study.Trials[trial].Stages[0], 1);
        return study
            .Apply(new StudyEvent.AttemptStarted(attempt, "slot"))
            .Apply(
                new StudyEvent.StageCompleted(
                    attempt,
                    new(new("a"), 1, Measurement.Empty, Measurement.Empty, 5)
                )
            );
    }

    // A trial of some stages in a row.
    private static Study Begin(Study study, int length, double epochs = 0)
    {
        var stages = new List<Stage>();
        for (var n = 0; n < length; n++)
            stages.Add(
                new()
                {
                    Operation = $"part {n}",
                    Version = 1,
                    Parameters = Configuration.Empty,
                    Dataset = "none",
                    Seed = (ulong)study.Trials.Count,
                    Epochs = epochs,
                    Inputs = [.. stages.TakeLast(1).Select(s => new StageInput("start", s.Key))],
                }
            );
        var trial = new Trial(
            study.Next,
            "random",
            Configuration.Empty,
            "",
            ImmutableSortedDictionary<string, Interval>.Empty,
            [.. stages.Select(s => s.Key)],
            stages[^1].Key,
            stages[^1].Key,
            stages[^1]
        );
        return study.Apply(new StudyEvent.TrialStarted(trial, [.. stages]));
    }

    private static void Check(Happenings happenings, int events)
    {
        for (var n = 0; n < events; n++)
        {
            happenings.Next();
            Agree(happenings.Study);
        }
    }

    private static void Agree(Study study)
    {
        Assert.That(study.Wanted().ToHashSet(), Is.EquivalentTo(NaiveDemand.Wanted(study)));
        Assert.That(study.Ready(), Is.EquivalentTo(NaiveDemand.Ready(study)));
        Assert.That(study.Attempts(), Is.EquivalentTo(NaiveDemand.Attempts(study)));
        Assert.That(study.Unwanted(), Is.EquivalentTo(NaiveDemand.Unwanted(study)));
        Assert.That(study.Agenda.Decided, Is.EquivalentTo(NaiveDemand.Decided(study)));
        var paths = NaiveDemand.Paths(study);
        foreach (var (key, path) in paths)
            Assert.That(study.Agenda.Needs[key].Path, Is.EqualTo(path).Within(1e-9));
        Assert.That(study.Ready().Select(s => s.Epochs > 0), Is.Ordered, "what does not train comes first");
        foreach (var part in study.Ready().GroupBy(s => s.Epochs > 0))
        {
            var ready = part.Select(s => study.Agenda.Needs[s.Key]).ToArray();
            Assert.That(
                ready.Select(n => n.Ready!.Level),
                Is.Ordered.Descending,
                "the longest path first, within a mean stage"
            );
            foreach (var (first, second) in ready.Zip(ready.Skip(1)))
                if (first.Ready!.Level == second.Ready!.Level)
                    Assert.That(first.Wanters, Is.GreaterThanOrEqualTo(second.Wanters));
        }
    }

    /// <summary>Anything that may happen to a study, and some things that should not, in random order.</summary>
    private sealed class Happenings
    {
        private readonly Pcg _random;
        private readonly List<Stage> _stages = [];

        public Happenings(Pcg random, int lag)
        {
            _random = random;
            var spec = new StudySpec { Lag = lag, Attempts = new(Tries: 2) };
            Study = Begun = Study.Begin(new(spec, DateTimeOffset.UnixEpoch));
        }

        public Study Begun { get; }

        public Study Study { get; private set; }

        public List<StudyEvent> Events { get; } = [];

        public void Next()
        {
            if (Draw() is not { } happened)
                return;
            Study = Study.Apply(happened);
            Events.Add(happened);
        }

        private StudyEvent? Draw() =>
            _random.Next(20) switch
            {
                < 4 => Begin(),
                < 9 => Start(),
                < 12 => Running() is { } a ? new StudyEvent.StageCompleted(a, Result()) : null,
                12 => Running() is { } a
                    ? new StudyEvent.AttemptFailed(a, "boom", _random.Next(2) == 0)
                    : null,
                13 => Running() is { } a ? new StudyEvent.AttemptLost(a, "gone") : null,
                14 => Any() is { } s ? new StudyEvent.ArtifactLost(s.Key, "gone") : null,
                15 => Any() is { } s ? new StudyEvent.StageCompleted(new(s.Key, 0), Result()) : null,
                16 => Any() is { } s ? new StudyEvent.StageCompleted(new(s.Key, 1), Result()) : null,
                17 => Study.Running.IsEmpty ? null : End(Study.Running[_random.Next(Study.Running.Count)]),
                18 => Study.IsPaused ? new StudyEvent.Continued("") : new StudyEvent.Paused(""),
                _ => Phase(),
            };

        // Rarely: then no trial begins any more.
        private StudyEvent? Phase() =>
            _random.Next(6) > 0
                ? null
                : Study.Phase switch
                {
                    StudyPhase.Searching => new StudyEvent.BaselinesRequested([]),
                    StudyPhase.Comparing => new StudyEvent.Stopping(""),
                    StudyPhase.Stopping => new StudyEvent.TestRequested(
                        [.. Study.Trials.Where(t => t.Measurement is not null).Select(t => t.Number)],
                        [.. Study.Trials.Where(t => t.Measurement is not null).Select(t => t.TestStage)]
                    ),
                    StudyPhase.Testing when Study.Tested.FirstOrDefault(t => t.Test is null) is { } t =>
                        new StudyEvent.TestMeasured(t.Number, Measurement.Empty),
                    _ => null,
                };

        private StudyEvent? Begin()
        {
            if (Study.Phase is not (StudyPhase.Searching or StudyPhase.Comparing))
                return null;
            // Some stages of earlier trials, and some new ones on top of any of them.
            var stages = new List<Stage>();
            for (var n = 1 + _random.Next(4); n > 0; n--)
            {
                var inputs = Enumerable.Range(0, _random.Next(3)).Select(_ => Any(stages)).OfType<Stage>();
                stages.Add(Make(Operations[_random.Next(3)], [.. inputs.Distinct()]));
            }

            _stages.AddRange(stages);
            var goal = _random.Next(5) == 0 ? Any()! : stages[^1];
            var trial = new Trial(
                Study.Next,
                "random",
                Configuration.Empty,
                "",
                ImmutableSortedDictionary<string, Interval>.Empty,
                [],
                goal.Key,
                goal.Key,
                Make("test", goal)
            );
            return new StudyEvent.TrialStarted(trial, [.. stages]);
        }

        private StudyEvent? Start()
        {
            var ready = NaiveDemand.Ready(Study).OrderBy(s => s.Key.Hex, StringComparer.Ordinal).ToArray();
            if (ready.Length == 0)
                return null;
            var stage = ready[_random.Next(ready.Length)].Key;
            return new StudyEvent.AttemptStarted(new(stage, Study.Stages[stage].Attempts + 1), "slot");
        }

        private StudyEvent.TrialEnded End(TrialNumber number) =>
            new(
                number,
                _random.Next(2) == 0
                    ? new Outcome.Completed(Measurement.Of(("accuracy", 0.5), ("bytes", 1)))
                    : new Outcome.Failed("")
            );

        private AttemptId? Running()
        {
            var running = NaiveDemand
                .Attempts(Study)
                .OrderBy(a => a.Stage.Hex, StringComparer.Ordinal)
                .ToArray();
            return running.Length == 0 ? null : running[_random.Next(running.Length)];
        }

        private Stage? Any(List<Stage>? more = null)
        {
            var n = _random.Next(_stages.Count + (more?.Count ?? 0) + 1) - 1;
            if (n < 0)
                return _stages.Count > 0 ? _stages[0] : null;
            return n < _stages.Count ? _stages[n] : more![n - _stages.Count];
        }

        private StageResult Result() =>
            new(new("a"), 1, Measurement.Empty, Measurement.Empty, _random.Next(1, 90));

        private Stage Make(string operation, params Stage[] inputs) =>
            new()
            {
                Operation = operation,
                Version = 1,
                Parameters = Configuration.Empty,
                Dataset = "none",
                Seed = (ulong)_stages.Count + ((ulong)_random.Next() << 20),
                Epochs = _random.Next(4),
                Inputs = [.. inputs.Select((s, i) => new StageInput($"{i}", s.Key))],
            };
    }
}

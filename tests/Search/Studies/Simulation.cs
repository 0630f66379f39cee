using Slimfront.Search.Samplers;
using Slimfront.Search.Schedulers;
using Slimfront.Search.Stages;
using Slimfront.Search.Studies;
using Slimfront.Search.Techniques;

namespace Slimfront.Search.Tests.Studies;

/// <summary>A study whose world is a random order of completions and failures.</summary>
internal sealed class Simulation
{
    private static readonly Catalog<IScheduler> Schedulers = SearchTechniques.Of().Schedulers;

    private readonly FakePipeline _pipeline = new();
    private readonly StudyRules _rules;

    public Simulation(StudySpec spec, ISampler? sampler = null)
    {
        _rules = new(
            _pipeline,
            sampler ?? RandomSampler.Technique.Create(spec.Sampler),
            _pipeline.Space(spec),
            Schedulers.Create(spec.Scheduler, "scheduler")
        );
        Happen(new StudyEvent.Created(spec, DateTimeOffset.UnixEpoch));
    }

    public List<StudyEvent> Events { get; } = [];

    public Study Study { get; private set; } = null!;

    /// <summary>Goes on from a journal, as a coordinator does after a crash: what ran is lost.</summary>
    public static Simulation Resume(StudySpec spec, IEnumerable<StudyEvent> journal)
    {
        var resumed = new Simulation(spec);
        resumed.Events.Clear();
        foreach (var happened in journal)
            resumed.Happen(happened);
        foreach (var attempt in resumed.Study.Attempts().ToArray())
            resumed.Happen(new StudyEvent.AttemptLost(attempt, "crash"));
        return resumed;
    }

    public void Happen(StudyEvent happened)
    {
        Study = happened is StudyEvent.Created created ? Study.Begin(created) : Study.Apply(happened);
        Events.Add(happened);
    }

    /// <summary>Everything that follows by rule.</summary>
    public void Settle()
    {
        while (_rules.Next(Study) is { } next)
            Happen(next);
    }

    /// <summary>Runs to the end with the given slots, completing in random order.</summary>
    public Simulation ToEnd(Random random, int slots, Func<Stage, bool>? fails = null)
    {
        Settle();
        while (Study.Phase != StudyPhase.Finished)
        {
            var ready = Study.Ready().ToArray();
            var running = Study.Attempts().OrderBy(a => a.Stage.Hex, StringComparer.Ordinal).ToArray();
            if (ready.Length > 0 && running.Length < slots)
                Happen(
                    new StudyEvent.AttemptStarted(
                        new(ready[0].Key, Study.Stages[ready[0].Key].Attempts + 1),
                        "slot"
                    )
                );
            else if (running.Length > 0)
                End(running[random.Next(running.Length)], fails);
            else
                throw new InvalidOperationException($"Stuck in phase {Study.Phase}.");
            Settle();
        }

        return this;
    }

    private void End(AttemptId attempt, Func<Stage, bool>? fails)
    {
        var stage = Study.Stages[attempt.Stage].Stage;
        Happen(
            fails?.Invoke(stage) == true
                ? new StudyEvent.AttemptFailed(attempt, "boom", IsFinal: false)
                : new StudyEvent.StageCompleted(attempt, FakePipeline.Result(stage))
        );
    }
}

using Slimfront.Search.Execution;
using Slimfront.Search.Rules;
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
    private readonly StudyRules _rules;
    private readonly Func<Stage, StageResult> _work;

    public Simulation(
        StudySpec spec,
        ISampler? sampler = null,
        IPipeline? pipeline = null,
        Func<Stage, StageResult>? work = null
    )
    {
        pipeline ??= new FakePipeline();
        _work = work ?? FakePipeline.Result;
        _rules = new(
            pipeline,
            sampler ?? RandomSampler.Technique.Create(spec.Sampler),
            pipeline.Space(spec),
            Schedulers.Create(spec.Scheduler, "scheduler")
        );
        Happen(new StudyEvent.Created(spec, DateTimeOffset.UnixEpoch));
    }

    public List<StudyEvent> Events { get; } = [];

    public Study Study { get; private set; } = null!;

    /// <summary>Goes on from a journal, as a coordinator does after a crash: what ran is lost.</summary>
    public static Simulation Resume(
        StudySpec spec,
        IEnumerable<StudyEvent> journal,
        Func<Stage, StageResult>? work = null
    )
    {
        return new Simulation(spec, work: work).GoOnFrom(journal);
    }

    /// <summary>The same, where the simulation was made otherwise than by default.</summary>
    public Simulation GoOnFrom(IEnumerable<StudyEvent> journal)
    {
        Events.Clear();
        foreach (var happened in journal)
            Happen(happened);
        foreach (var attempt in Study.Attempts().ToArray())
            Happen(new StudyEvent.AttemptLost(attempt, "crash"));
        return this;
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
                : new StudyEvent.StageCompleted(attempt, _work(stage))
        );
    }
}

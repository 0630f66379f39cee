using System.Collections.Immutable;
using Slimfront.Search.Pareto;
using Slimfront.Search.Stages;

namespace Slimfront.Search.Studies;

/// <summary>A study: the fold of its events. Immutable; <see cref="Apply"/> is the only way it changes.</summary>
/// <remarks>A reply of an attempt that is not the current one of its stage changes nothing.</remarks>
public sealed record Study
{
    // Made when it is asked for, and then kept up; nobody who only reads a journal pays for it.
    private Agenda? _agenda;

    private Study(StudySpec spec, DateTimeOffset createdAt)
    {
        Spec = spec;
        CreatedAt = createdAt;
    }

    /// <summary>The request.</summary>
    public StudySpec Spec { get; }

    /// <summary>When it began.</summary>
    public DateTimeOffset CreatedAt { get; }

    /// <summary>Where it stands.</summary>
    public StudyPhase Phase { get; private init; }

    /// <summary>Why no more trials are suggested, or why it ended.</summary>
    public string? Reason { get; private init; }

    /// <summary>Whether no more trials are suggested; those in flight go on.</summary>
    public bool IsExhausted { get; private init; }

    /// <summary>The trial that measures the teacher alone; null before it starts, or where there is none.</summary>
    public Trial? Teacher { get; private init; }

    /// <summary>The trials; each at the index of its number.</summary>
    public ImmutableList<Trial> Trials { get; private init; } = [];

    /// <summary>Every stage any trial asked for.</summary>
    public ImmutableDictionary<StageKey, StageNode> Stages { get; private init; } =
        ImmutableDictionary<StageKey, StageNode>.Empty;

    /// <summary>The trials of the final front; set when the search is over.</summary>
    public ImmutableArray<TrialNumber> FinalFront { get; private init; } = [];

    /// <summary>What the front is compared with; set when the search is over, if it is wanted.</summary>
    public ImmutableArray<BaselineLink> Baselines { get; private init; } = [];

    /// <summary>The finished models of all trials, by which a repeated recipe is known.</summary>
    public ImmutableHashSet<StageKey> Models { get; private init; } = [];

    /// <summary>Device seconds spent in completed stages so far.</summary>
    public double DeviceSeconds { get; private init; }

    /// <summary>The numbers of trials that have not ended, in order; the teacher's first.</summary>
    public ImmutableSortedSet<TrialNumber> Running { get; private init; } = [];

    /// <summary>Configurations the search began: trials that do not go on from another one.</summary>
    public int Begun { get; private init; }

    /// <summary>Whether nothing is to run and nothing to follow until it is continued.</summary>
    public bool IsPaused { get; private init; }

    /// <summary>What stages ran on, as far as it was said: more than one where machines are unlike.</summary>
    public ImmutableSortedSet<string> Environments { get; private init; } =
        ImmutableSortedSet.Create<string>(StringComparer.Ordinal);

    /// <summary>The trials measured to the end.</summary>
    public int Completed { get; private init; }

    /// <summary>What it wants done.</summary>
    internal Agenda Agenda => _agenda ??= Agenda.Of(this);

    /// <summary>The trials the search chose: all but the baselines.</summary>
    public IEnumerable<Trial> Searched => Trials.Where(t => t.IsSearched);

    /// <summary>How many of these have ended; one that goes on from a rung counts as the trial it continues.</summary>
    public int Ended => Searched.Count(t => t.Outcome is not null && t.Fidelity?.Continues is null);

    /// <summary>The trials that are measured on the test split; none before the front is final.</summary>
    // A journal of an earlier version asked for no test of the teacher.
    public IEnumerable<Trial> Tested =>
        FinalFront.IsEmpty ? [] : TestedWith(FinalFront).Where(t => Stages.ContainsKey(t.TestStage.Key));

    /// <summary>The number of the trial that comes next.</summary>
    public TrialNumber Next => new(Trials.Count);

    /// <summary>Begins a study.</summary>
    public static Study Begin(StudyEvent.Created created) => new(created.Spec, created.At);

    /// <summary>The trial with a number; the teacher's where the number is <see cref="TrialNumber.Teacher"/>.</summary>
    public Trial Trial(TrialNumber number) =>
        number == TrialNumber.Teacher
            ? Teacher ?? throw new KeyNotFoundException("The study has no teacher trial.")
            : Trials[number.Value];

    /// <summary>The result of a stage, if it is done.</summary>
    public StageResult? Result(StageKey stage) => Stages.GetValueOrDefault(stage)?.Result;

    /// <summary>The study after an event.</summary>
    /// <exception cref="ArgumentException">The event cannot follow: the journal is not this study's.</exception>
    public Study Apply(StudyEvent happened)
    {
        var next = After(happened);
        if (!ReferenceEquals(next, this))
            next._agenda = _agenda?.After(happened, this, next);
        return next;
    }

    private Study After(StudyEvent happened) =>
        happened switch
        {
            StudyEvent.TrialStarted e => Start(e),
            StudyEvent.Exhausted e => this with { IsExhausted = true, Reason = e.Reason },
            StudyEvent.AttemptStarted e => this with
            {
                Stages = Stages.After(e),
                Environments = e.Environment.Length > 0 ? Environments.Add(e.Environment) : Environments,
            },
            StudyEvent.StageCompleted e => Complete(e),
            StudyEvent.AttemptFailed e => this with { Stages = Stages.After(e, Spec.Attempts.Tries) },
            StudyEvent.AttemptLost e => this with { Stages = Stages.After(e) },
            StudyEvent.ArtifactLost e => this with { Stages = Stages.After(e) },
            StudyEvent.TrialEnded e => End(e),
            StudyEvent.Paused => this with { IsPaused = true },
            StudyEvent.Continued => this with { IsPaused = false },
            StudyEvent.Stopping e => this with
            {
                Phase = StudyPhase.Stopping,
                Reason = e.Reason,
                IsPaused = false,
            },
            StudyEvent.BaselinesRequested e => this with
            {
                Phase = StudyPhase.Comparing,
                Baselines = e.Links,
            },
            StudyEvent.TestRequested e => this with
            {
                Stages = Stages.Including(e.NewStages),
                Phase = StudyPhase.Testing,
                FinalFront = e.Front,
            },
            StudyEvent.TestMeasured e => With(Trial(e.Number) with { Test = e.Measurement }),
            StudyEvent.Finished e => this with { Phase = StudyPhase.Finished, Reason = e.Reason },
            _ => throw new ArgumentException($"A study cannot go on with {happened}.", nameof(happened)),
        };

    /// <summary>The completed trials that keep every limit and that no other such trial dominates.</summary>
    public ImmutableArray<TrialNumber> Front()
    {
        var eligible = Trials
            .Where(t => t.Measurement is { } m && Spec.Limits.All(l => l.Violation(m[l.Objective]) == 0))
            .ToArray();
        var losses = eligible.Select(t => t.Measurement!.Losses(Spec.Objectives)).ToArray();
        return [.. ParetoFront.Front(losses).Select(i => eligible[i].Number)];
    }

    /// <summary>
    /// The trials that a final front would have measured on the test split: its own, all that were compared, and the teacher.
    /// </summary>
    public IEnumerable<Trial> TestedWith(ImmutableArray<TrialNumber> front) =>
        front
            .Concat(Baselines.Select(l => l.Trial))
            .Concat(Baselines.Select(l => l.Baseline).OfType<TrialNumber>())
            .Distinct()
            .Where(n => n.Value < Trials.Count)
            .Select(Trial)
            .Append(Teacher)
            .OfType<Trial>()
            .Where(t => t.Measurement is not null);

    private Study Start(StudyEvent.TrialStarted e)
    {
        var trial = e.Trial;
        var known = this with
        {
            Stages = Stages.Including(e.NewStages),
            Running = Running.Add(trial.Number),
            Models = Models.Add(trial.Model),
        };
        if (trial.Number == TrialNumber.Teacher)
            return known with { Teacher = trial };
        if (trial.Number != Next)
            throw new ArgumentException(
                $"Trial {trial.Number} cannot follow {Trials.Count} trials.",
                nameof(e)
            );
        return known with
        {
            Trials = Trials.Add(trial),
            Begun = Begun + (trial.IsSearched && trial.Fidelity?.Continues is null ? 1 : 0),
        };
    }

    private Study Complete(StudyEvent.StageCompleted e)
    {
        var stages = Stages.After(e);
        return ReferenceEquals(stages, Stages)
            ? this
            : this with
            {
                Stages = stages,
                DeviceSeconds = DeviceSeconds + (e.IsReuse ? 0 : e.Result.Seconds),
            };
    }

    private Study End(StudyEvent.TrialEnded e)
    {
        var ended = Trial(e.Number) with { Outcome = e.Outcome, EndedAfter = DeviceSeconds };
        return With(ended) with
        {
            Running = Running.Remove(e.Number),
            Completed =
                Completed + (e.Outcome is Outcome.Completed && e.Number != TrialNumber.Teacher ? 1 : 0),
        };
    }

    private Study With(Trial trial) =>
        trial.Number == TrialNumber.Teacher
            ? this with
            {
                Teacher = trial,
            }
            : this with
            {
                Trials = Trials.SetItem(trial.Number.Value, trial),
            };
}

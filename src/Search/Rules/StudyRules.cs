using Slimfront.Search.Execution;
using Slimfront.Search.Objectives;
using Slimfront.Search.Samplers;
using Slimfront.Search.Schedulers;
using Slimfront.Search.Spaces;
using Slimfront.Search.Studies;

namespace Slimfront.Search.Rules;

/// <summary>
/// What follows from a study's state by rule: which trial starts, which has ended, when the study is over. Pure, so
/// the same journal goes on in the same way after any crash.
/// </summary>
/// <param name="pipeline">Knows what a configuration means.</param>
/// <param name="sampler">Chooses configurations.</param>
/// <param name="space">The study's space.</param>
/// <param name="scheduler">Decides how far each is trained; to the end if null.</param>
public sealed class StudyRules(
    IPipeline pipeline,
    ISampler sampler,
    Space space,
    IScheduler? scheduler = null
)
{
    private readonly Suggestions _suggestions = new(pipeline, sampler, scheduler ?? new NoScheduler(), space);
    private readonly BaselineRules _baselines = new(pipeline);

    /// <summary>The event that follows from the state alone; null when the study waits for the world.</summary>
    public StudyEvent? Next(Study study) =>
        study.Phase switch
        {
            StudyPhase.Finished => null,
            _ when study.IsPaused => null,
            StudyPhase.Testing => Test(study),
            StudyPhase.Stopping => Stop(study),
            StudyPhase.Comparing => Ended(study) ?? Compare(study),
            _ => Teach(study) ?? Ended(study) ?? Spend(study) ?? _suggestions.Next(study) ?? Close(study),
        };

    private StudyEvent? Teach(Study study) =>
        study.Teacher is null && pipeline.Teacher(study.Spec) is { } recipe
            ? Start.Of(study, TrialNumber.Teacher, Trial.TeacherOrigin, Configuration.Empty, recipe)
            : null;

    private static StudyEvent.TrialEnded? Ended(Study study) =>
        study.Agenda.Decided is { IsEmpty: false } decided ? End(study, study.Trial(decided.Min)) : null;

    private static StudyEvent.TrialEnded? End(Study study, Trial trial)
    {
        if (study.Result(trial.MeasurementStage) is { } result)
        {
            var measured = result.Values.With(result.Observations);
            return new(
                trial.Number,
                trial.IsPartial ? new Outcome.Paused(measured) : new Outcome.Completed(measured)
            );
        }
        return study.Blocked(trial.MeasurementStage) is { } reason
            ? new(trial.Number, new Outcome.Failed(reason))
            : null;
    }

    private static StudyEvent.Stopping? Spend(Study study) =>
        Stopping.Overspent(study) is { } reason && !(Suggestions.IsOver(study) && study.Running.IsEmpty)
            ? new(reason)
            : null;

    private static StudyEvent? Stop(Study study) =>
        study.Running.IsEmpty
            ? RequestTest(study)
            : new StudyEvent.TrialEnded(study.Running[0], new Outcome.Stopped(study.Reason ?? "stopped"));

    private StudyEvent? Close(Study study)
    {
        if (!Suggestions.IsOver(study) || !study.Running.IsEmpty)
            return null;
        var links = _baselines.Links(study);
        return links.IsEmpty ? RequestTest(study) : new StudyEvent.BaselinesRequested(links);
    }

    // All at once: what they are is settled, so none has to wait for another's result.
    private StudyEvent? Compare(Study study)
    {
        if (_baselines.At(study, study.Next) is var (configuration, recipe))
            return Start.Of(study, study.Next, Trial.BaselineOrigin, configuration, recipe);
        return study.Running.IsEmpty ? RequestTest(study) : null;
    }

    private static StudyEvent.TestRequested RequestTest(Study study)
    {
        var front = study.Front();
        return new(front, [.. study.TestedWith(front).Select(t => t.TestStage)]);
    }

    private static StudyEvent? Test(Study study)
    {
        var waiting = study.Tested.Where(t => t.Test is null).ToArray();
        if (waiting.Length == 0)
            return new StudyEvent.Finished(study.Reason ?? $"{study.Searched.Count()} trials done");
        foreach (var trial in waiting)
        {
            if (study.Result(trial.TestStage.Key) is { } result)
                return new StudyEvent.TestMeasured(
                    trial.Number,
                    result.Values.With(result.Observations.OnlyIntervals())
                );
            if (study.Blocked(trial.TestStage.Key) is not null)
                return new StudyEvent.TestMeasured(trial.Number, Measurement.Empty);
        }

        return null;
    }
}

using Slimfront.Search.Objectives;
using Slimfront.Search.Randomness;
using Slimfront.Search.Recipes;
using Slimfront.Search.Samplers;
using Slimfront.Search.Spaces;

namespace Slimfront.Search.Studies;

/// <summary>
/// What follows from a study's state by rule: which trial starts, which has ended, when the study is over. Pure, so
/// the same journal goes on in the same way after any crash.
/// </summary>
/// <param name="pipeline">Knows what a configuration means.</param>
/// <param name="sampler">Chooses configurations.</param>
/// <param name="space">The study's space.</param>
public sealed class StudyRules(IPipeline pipeline, ISampler sampler, Space space)
{
    /// <summary>How often a sampler is asked again when its suggestion is refused or was tried.</summary>
    public const int MaximalDraws = 1000;

    /// <summary>The event that follows from the state alone; null when the study waits for the world.</summary>
    public StudyEvent? Next(Study study) =>
        study.Phase switch
        {
            StudyPhase.Finished => null,
            StudyPhase.Testing => Test(study),
            StudyPhase.Stopping => Stop(study),
            _ => Teach(study)
                ?? study.Running.Select(n => End(study, study.Trial(n))).FirstOrDefault(e => e is not null)
                ?? Suggest(study)
                ?? Close(study),
        };

    private StudyEvent? Teach(Study study) =>
        study.Teacher is null && pipeline.Teacher(study.Spec) is { } recipe
            ? Started(study, TrialNumber.Teacher, Trial.TeacherOrigin, Configuration.Empty, recipe)
            : null;

    private static StudyEvent.TrialEnded? End(Study study, Trial trial)
    {
        if (study.Result(trial.MeasurementStage) is { } result)
            return new(trial.Number, new Outcome.Completed(result.Values.With(result.Observations)));
        return study.Blocked(trial.MeasurementStage) is { } reason
            ? new(trial.Number, new Outcome.Failed(reason))
            : null;
    }

    private StudyEvent? Suggest(Study study)
    {
        var number = study.Next;
        if (study.IsExhausted || number.Value >= study.Spec.Budget.Trials || !MayStart(study, number))
            return null;
        var history = Snapshot(study, number);
        var refusal = "";
        for (var draw = 0; draw < MaximalDraws; draw++)
        {
            var (origin, configuration) = Draw(study, history, number, draw);
            if (configuration is null)
                return new StudyEvent.Exhausted("every configuration of the space was tried or refused");
            var plan = history.Plan(configuration);
            if (plan is Plan.Accepted { Recipe: var recipe })
            {
                if (!study.Models.Contains(recipe.Model))
                    return Started(study, number, origin, configuration, recipe);
                refusal = "tried already";
            }
            else if (plan is Plan.Refused { Reason: var reason })
                refusal = reason;
        }

        return new StudyEvent.Exhausted(
            $"no acceptable configuration in {MaximalDraws} draws; the last was {refusal}"
        );
    }

    private (string Origin, Configuration? Configuration) Draw(
        Study study,
        StudySnapshot history,
        TrialNumber number,
        int draw
    )
    {
        var seed = Seed.Derive(study.Spec.Seed, "sampler", number.Value);
        var random = Seed.For(seed, "draw", draw);
        if (draw > 0 || number.Value >= study.Spec.WarmStart.Length)
            return (study.Spec.Sampler.Text("sampler"), sampler.Suggest(history, number, draw, random));
        var given = study.Spec.WarmStart[number.Value];
        return (
            Trial.WarmStartOrigin,
            space.Complete(n => given.Find(n.Path) ?? n.Parameter.FromUnit(random.NextDouble()))
        );
    }

    private static bool MayStart(Study study, TrialNumber number)
    {
        var running = study.Running.Where(n => n != TrialNumber.Teacher).ToArray();
        if (study.Spec.Lag is not { } lag)
            return running.Length < study.Spec.InFlight;
        return running.Length == 0 || running[0].Value > number.Value - lag;
    }

    /// <summary>What the sampler may see when it suggests a trial; see <see cref="StudySnapshot"/>.</summary>
    public StudySnapshot Snapshot(Study study, TrialNumber number)
    {
        var newest = study.Spec.Lag is { } lag ? number.Value - lag : int.MaxValue;
        var trials = study.Trials.Select(t =>
            t.Number.Value <= newest || t.Outcome is null ? t : t with { Outcome = null, EndedAfter = 0 }
        );
        return new(
            space,
            study.Spec.Objectives,
            study.Spec.Limits,
            study.Spec.Seed,
            [.. trials],
            c => Acceptable(study.Spec, c)
        );
    }

    // Hard limits on analytic objectives are kept before any device is asked.
    private Plan Acceptable(StudySpec spec, Configuration configuration)
    {
        var plan = pipeline.Plan(spec, configuration);
        foreach (var limit in spec.Limits)
        {
            if (plan is not Plan.Accepted { Recipe: var recipe })
                break;
            if (!recipe.Prediction.TryGetValue(limit.Objective, out var known))
                continue;
            var best =
                Objective.Named(limit.Objective).Direction == Direction.Minimise ? known.Low : known.High;
            if (limit.Violation(best) > 0)
                return new Plan.Refused($"{limit.Objective} {best:0} is beyond the limit {limit.Bound:0}");
        }

        return plan;
    }

    private static StudyEvent? Stop(Study study) =>
        study.Running.IsEmpty
            ? RequestTest(study)
            : new StudyEvent.TrialEnded(study.Running[0], new Outcome.Stopped(study.Reason ?? "stopped"));

    private static StudyEvent? Close(Study study)
    {
        var isOver = study.IsExhausted || study.Next.Value >= study.Spec.Budget.Trials;
        return isOver && study.Running.IsEmpty ? RequestTest(study) : null;
    }

    private static StudyEvent.TestRequested RequestTest(Study study)
    {
        var front = study.Front();
        return new(front, [.. front.Select(n => study.Trial(n).TestStage)]);
    }

    private static StudyEvent? Test(Study study)
    {
        var waiting = study.FinalFront.Select(study.Trial).Where(t => t.Test is null).ToArray();
        if (waiting.Length == 0)
            return new StudyEvent.Finished(study.Reason ?? $"{study.Trials.Count} trials done");
        foreach (var trial in waiting)
        {
            if (study.Result(trial.TestStage.Key) is { } result)
                return new StudyEvent.TestMeasured(trial.Number, result.Values);
            if (study.Blocked(trial.TestStage.Key) is not null)
                return new StudyEvent.TestMeasured(trial.Number, Measurement.Empty);
        }

        return null;
    }

    private static StudyEvent.TrialStarted Started(
        Study study,
        TrialNumber number,
        string origin,
        Configuration configuration,
        Recipe recipe
    ) =>
        new(
            new Trial(
                number,
                origin,
                configuration,
                recipe.Summary,
                recipe.Prediction,
                [.. recipe.Stages.Select(s => s.Key)],
                recipe.Model,
                recipe.Measurement,
                recipe.TestMeasurement
            ),
            [.. recipe.Stages.Where(s => !study.Stages.ContainsKey(s.Key))]
        );
}

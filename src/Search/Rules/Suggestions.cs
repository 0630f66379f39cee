using Slimfront.Search.Execution;
using Slimfront.Search.Randomness;
using Slimfront.Search.Recipes;
using Slimfront.Search.Samplers;
using Slimfront.Search.Schedulers;
using Slimfront.Search.Spaces;
using Slimfront.Search.Studies;

namespace Slimfront.Search.Rules;

/// <summary>Which trial comes next: the scheduler says how far, the sampler says which configuration.</summary>
/// <param name="pipeline">Knows what a configuration means.</param>
/// <param name="sampler">Chooses configurations.</param>
/// <param name="scheduler">Decides how far each is trained.</param>
/// <param name="space">The study's space.</param>
public sealed class Suggestions(IPipeline pipeline, ISampler sampler, IScheduler scheduler, Space space)
{
    /// <summary>How often a sampler is asked again when its suggestion is refused or was tried.</summary>
    public const int MaximalDraws = 1000;

    // What a listed configuration leaves open is drawn anew where it was refused, before the sampler is asked instead.
    private const int WarmStartDraws = 20;

    /// <summary>The start of the next trial, or the end of suggesting; null where it has to wait.</summary>
    public StudyEvent? Next(Study study)
    {
        ArgumentNullException.ThrowIfNull(study);
        var number = study.Next;
        if (Stopping.Enough(study) is { } enough)
            return study.IsExhausted ? null : new StudyEvent.Exhausted(enough);
        if (
            !Stopping.HasRoom(study)
            || !MayStart(study, number)
            || (scheduler.Rungs.Length == 1 && IsOver(study))
        )
            return null;
        var history = Snapshot(study, number);
        var rungs = Climbs(study, history, isComplete: false);
        var turn = scheduler.Next(rungs);
        if (turn is null && !IsRunning(study))
        {
            // All before is over, so that seeing all of it is as reproducible as seeing a part.
            history = Snapshot(study, newest: int.MaxValue);
            rungs = Climbs(study, history, isComplete: true);
            turn = scheduler.Next(rungs);
        }
        return turn switch
        {
            null => null,
            Turn.Continue(var trial) => Continue(study, number, study.Trial(trial)),
            Turn.Begin when Stopping.Reason(study) is { } reached => new StudyEvent.Exhausted(reached),
            Turn.Begin(var rung) => Begin(
                study,
                number,
                rungs.Rungs > 1 ? BestRung.View(history, rungs) : history,
                rung
            ),
            _ => throw new InvalidOperationException($"Nobody knows the turn {turn}."),
        };
    }

    /// <summary>Whether nothing new may begin.</summary>
    public static bool IsOver(Study study)
    {
        ArgumentNullException.ThrowIfNull(study);
        return study.IsExhausted || study.Begun >= study.Spec.Budget.Trials;
    }

    /// <summary>What may be seen when a trial is suggested; see <see cref="StudySnapshot"/>.</summary>
    public StudySnapshot Snapshot(Study study, TrialNumber number)
    {
        ArgumentNullException.ThrowIfNull(study);
        return Snapshot(study, study.Spec.Lag is { } lag ? number.Value - lag : int.MaxValue);
    }

    private StudySnapshot Snapshot(Study study, int newest) =>
        new(
            space,
            study.Spec.Objectives,
            study.Spec.Limits,
            study.Spec.Seed,
            new VisibleTrials(study.Trials, newest),
            c => pipeline.Plan(study.Spec, c).Within(study.Spec.Limits)
        );

    private RungHistory Climbs(Study study, StudySnapshot history, bool isComplete) =>
        scheduler.Rungs.Length > 1
            ? RungHistory.Of(history, scheduler.Rungs.Length, !IsOver(study), isComplete)
            : new([], history.Objectives, 1, !IsOver(study), isComplete);

    private static bool MayStart(Study study, TrialNumber number)
    {
        var running = study.Running;
        var teachers = running.Contains(TrialNumber.Teacher) ? 1 : 0;
        if (study.Spec.Lag is not { } lag)
            return running.Count - teachers < study.Spec.InFlight;
        return running.Count == teachers || running[teachers].Value > number.Value - lag;
    }

    private static bool IsRunning(Study study) => study.Running.Any(n => n != TrialNumber.Teacher);

    private StudyEvent.TrialStarted Continue(Study study, TrialNumber number, Trial from)
    {
        if (pipeline.Plan(study.Spec, from.Configuration) is not Plan.Accepted { Recipe: var recipe })
            throw new InvalidOperationException($"Trial {from.Number} cannot be planned any more.");
        var rung = from.Fidelity!.Rung + 1;
        return Start.Of(
            study,
            number,
            from.Origin,
            from.Configuration,
            recipe,
            new(rung, scheduler.Rungs.Length, from.Number)
        );
    }

    private StudyEvent? Begin(Study study, TrialNumber number, StudySnapshot history, int rung)
    {
        var refusal = "";
        for (var draw = 0; draw < MaximalDraws; draw++)
        {
            var (origin, configuration) = Draw(study, history, number, draw);
            if (configuration is null)
                return new StudyEvent.Exhausted("every configuration of the space was tried or refused");
            var plan = history.Plan(configuration);
            if (plan is Plan.Accepted { Recipe: var recipe })
            {
                // Who lists a configuration wants to see it, even if the teacher, say, is the same network: nothing is made twice.
                if (!study.Models.Contains(recipe.Model) || IsListedWhole(study, draw))
                    return Start.Of(
                        study,
                        number,
                        origin,
                        configuration,
                        recipe,
                        Fidelity(origin, recipe, rung)
                    );
                refusal =
                    study.Teacher?.Model == recipe.Model
                        ? "the teacher itself, trained in the same way, which is measured anyway"
                        : "tried already";
            }
            else if (plan is Plan.Refused { Reason: var reason })
                refusal = reason;
        }

        return new StudyEvent.Exhausted(
            $"no acceptable configuration in {MaximalDraws} draws; the last was {refusal}"
        );
    }

    // Whether the draw is a listed configuration that leaves nothing open.
    private bool IsListedWhole(Study study, int draw) =>
        draw < WarmStartDraws
        && study.Begun < study.Spec.WarmStart.Length
        && study.Spec.WarmStart[study.Begun] is var given
        && space.Check(given).FirstOrDefault() is null;

    // Who lists a configuration wants to see it trained to the end; and not every training can be cut.
    private Fidelity? Fidelity(string origin, Recipe recipe, int rung)
    {
        var rungs = scheduler.Rungs.Length;
        if (rungs == 1)
            return null;
        var isWhole = origin == Trial.WarmStartOrigin || recipe.Rungs.Length < rungs - 1;
        return new(isWhole ? rungs - 1 : rung, rungs);
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
        if (draw >= WarmStartDraws || study.Begun >= study.Spec.WarmStart.Length)
            return (study.Spec.Sampler.Text("sampler"), sampler.Suggest(history, number, draw, random));
        var given = study.Spec.WarmStart[study.Begun];
        return (
            Trial.WarmStartOrigin,
            space.Complete(n => given.Find(n.Path) ?? n.Parameter.FromUnit(random.NextDouble()))
        );
    }
}

/// <summary>Makes the event that starts a trial.</summary>
internal static class Start
{
    public static StudyEvent.TrialStarted Of(
        Study study,
        TrialNumber number,
        string origin,
        Configuration configuration,
        Recipe recipe,
        Fidelity? fidelity = null
    )
    {
        var (stages, measurement) = fidelity is { IsWhole: false, Rung: var rung }
            ? (recipe.Rungs[rung].Stages, recipe.Rungs[rung].Measurement)
            : (recipe.Stages, recipe.Measurement);
        var trial = new Trial(
            number,
            origin,
            configuration,
            recipe.Summary,
            recipe.Prediction,
            [.. stages.Select(s => s.Key)],
            recipe.Model,
            measurement,
            recipe.TestMeasurement
        )
        {
            Fidelity = fidelity,
        };
        return new(trial, [.. stages.Where(s => !study.Stages.ContainsKey(s.Key))]);
    }
}

using System.Collections.Immutable;
using Slimfront.Search.Objectives;
using Slimfront.Search.Pareto;
using Slimfront.Search.Rules;
using Slimfront.Search.Samplers;
using Slimfront.Search.Schedulers;
using Slimfront.Search.Stages;
using Slimfront.Search.Studies;

namespace Slimfront.Search.Bench.Table;

/// <summary>The hypervolume that a study had after so much time of its devices.</summary>
/// <param name="Seconds">Time of all devices, that of stages in progress included.</param>
/// <param name="Begun">Configurations begun until then.</param>
/// <param name="Volume">The hypervolume of completely trained models.</param>
public readonly record struct Reached(double Seconds, int Begun, double Volume);

/// <summary>A study on the table by the product's own rules, on slots whose clock is the time that stages are known to take.</summary>
/// <param name="Sampler">Chooses configurations.</param>
/// <param name="Scheduler">Decides how far each is trained.</param>
/// <param name="Slots">How many stages run at the same time.</param>
/// <param name="Lag">See <see cref="StudySpec.Lag"/>.</param>
/// <param name="IsShared">Whether recipes share equal stages.</param>
public sealed record VirtualStudy(
    ISampler Sampler,
    IScheduler Scheduler,
    int Slots = 4,
    int Lag = 8,
    bool IsShared = true
)
{
    /// <summary>Runs a study.</summary>
    /// <param name="trials">Configurations.</param>
    /// <param name="seed">The study's seed.</param>
    /// <param name="isEnough">Whether to stop early.</param>
    /// <returns>An entry for every model that was completely trained, in order of time.</returns>
    public ImmutableArray<Reached> Run(int trials, ulong seed, Func<Reached, bool>? isEnough = null)
    {
        var pipeline = new TablePipeline(RecipeTable.Digits, IsShared);
        var rules = new StudyRules(pipeline, Sampler, TableSpace.Space, Scheduler);
        var study = Study.Begin(new(Spec(trials, seed), DateTimeOffset.UnixEpoch));
        var reached = ImmutableArray.CreateBuilder<Reached>();
        var running = new PriorityQueue<AttemptId, double>();
        var (now, busy) = (0.0, 0.0);
        var losses = new List<double[]>();
        while (true)
        {
            while (rules.Next(study) is { } next)
            {
                study = study.Apply(next);
                if (next is not StudyEvent.TrialEnded { Outcome: Outcome.Completed done })
                    continue;
                losses.Add(TableProblem.Losses(done.Measurement["accuracy"], done.Measurement["bytes"]));
                reached.Add(new(busy, study.Begun, Hypervolume.Of(losses, TableProblem.Instance.Reference)));
                if (isEnough?.Invoke(reached[^1]) == true)
                    return reached.ToImmutable();
            }
            if (study.Phase is not StudyPhase.Searching)
                return reached.ToImmutable();
            foreach (var stage in study.Ready().Take(Slots - running.Count).ToArray())
            {
                var attempt = new AttemptId(stage.Key, 1);
                study = study.Apply(new StudyEvent.AttemptStarted(attempt, "slot"));
                running.Enqueue(attempt, now + pipeline.Result(stage).Seconds);
            }
            if (!running.TryDequeue(out var ended, out var end))
                throw new InvalidOperationException("The study waits for nothing.");
            busy += (end - now) * (running.Count + 1);
            now = end;
            study = study.Apply(
                new StudyEvent.StageCompleted(ended, pipeline.Result(study.Stages[ended.Stage].Stage))
            );
        }
    }

    private StudySpec Spec(int trials, ulong seed) =>
        new()
        {
            Name = "table",
            Seed = seed,
            Budget = new(trials),
            Sampler = Spaces.Configuration.Of(("sampler", Spaces.Value.Of("virtual"))),
            Rungs = Scheduler.Rungs,
            Lag = Lag,
            Objectives = [Objective.Accuracy, Objective.Bytes],
            Baselines = 0,
        };
}

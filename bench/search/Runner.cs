using System.Collections.Immutable;
using System.Diagnostics;
using Slimfront.Search.Objectives;
using Slimfront.Search.Randomness;
using Slimfront.Search.Recipes;
using Slimfront.Search.Rules;
using Slimfront.Search.Samplers;
using Slimfront.Search.Spaces;
using Slimfront.Search.Stages;
using Slimfront.Search.Studies;

namespace Slimfront.Search.Bench;

/// <summary>Runs a sampler on a problem without stages, devices or a coordinator.</summary>
/// <param name="Problem">The problem.</param>
/// <param name="Analytic">The objective that is known before a trial; −1 for none.</param>
/// <param name="Lag">Outcomes hidden from each suggestion; 1 for a study that runs one trial at a time.</param>
public sealed record Runner(Problem Problem, int Analytic = -1, int Lag = 1)
{
    private static readonly Stage NoStage = new()
    {
        Operation = "none",
        Version = 1,
        Parameters = Configuration.Empty,
        Dataset = "",
        Seed = 0,
    };

    /// <summary>The losses of each trial, and the milliseconds of each suggestion.</summary>
    public (List<double[]> Losses, List<double> Milliseconds) Run(
        ISampler sampler,
        string key,
        int trials,
        ulong seed
    )
    {
        var (losses, times) = (new List<double[]>(), new List<double>());
        var history = new List<Trial>();
        for (var n = 0; n < trials; n++)
        {
            var visible = history.Select((t, i) => i <= n - Lag ? t : t with { Outcome = null }).ToList();
            var snapshot = Snapshot(visible, seed);
            var watch = Stopwatch.StartNew();
            var suggested = Suggest(sampler, snapshot, n);
            times.Add(watch.Elapsed.TotalMilliseconds);
            if (suggested is null)
                break;
            losses.Add(Counted(suggested));
            history.Add(Finished(n, key, suggested, Problem.Evaluate(suggested)));
        }
        return (losses, times);
    }

    // As a study does: what was tried is not tried again.
    private static Configuration? Suggest(ISampler sampler, StudySnapshot snapshot, int trial)
    {
        var seed = Seed.Derive(snapshot.Seed, "sampler", trial);
        for (var draw = 0; draw < Suggestions.MaximalDraws; draw++)
        {
            var suggested = sampler.Suggest(snapshot, new(trial), draw, Seed.For(seed, "draw", draw));
            if (suggested is null || !snapshot.HasTried(suggested))
                return suggested;
        }
        return null;
    }

    public StudySnapshot Snapshot(IReadOnlyList<Trial> trials, ulong seed) =>
        new(Problem.Space, Problem.Objectives(Analytic), Problem.Limits, seed, trials, Plan);

    /// <summary>The losses that count for hypervolume: infinite where a constraint is broken.</summary>
    public double[] Counted(Configuration configuration) =>
        Problem.Constraints(configuration).Any(c => c > 0)
            ? [.. Problem.Reference.Select(_ => double.PositiveInfinity)]
            : Problem.Evaluate(configuration);

    public double Hypervolume(IEnumerable<double[]> losses) =>
        Pareto.Hypervolume.Of(losses, Problem.Reference);

    public Trial Finished(int number, string key, Configuration configuration, double[] losses) =>
        new(
            new(number),
            key,
            configuration,
            "",
            Known(losses),
            [],
            NoStage.Key,
            NoStage.Key,
            NoStage,
            new Outcome.Completed(
                Measurement.Of([
                    .. losses.Select((l, m) => ($"f{m + 1}", l)),
                    .. Problem.Constraints(configuration).Select((c, j) => ($"g{j + 1}", c)),
                ])
            )
        );

    private Plan Plan(Configuration configuration) =>
        new Plan.Accepted(
            new(
                [],
                NoStage.Key,
                NoStage.Key,
                NoStage,
                "",
                Known(Analytic < 0 ? [] : Problem.Evaluate(configuration))
            )
        );

    private ImmutableSortedDictionary<string, Interval> Known(double[] losses) =>
        Analytic < 0
            ? ImmutableSortedDictionary<string, Interval>.Empty
            : ImmutableSortedDictionary<string, Interval>.Empty.Add(
                $"f{Analytic + 1}",
                Interval.Exactly(losses[Analytic])
            );
}

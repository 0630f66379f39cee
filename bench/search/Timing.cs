using Slimfront.Search.Randomness;
using Slimfront.Search.Samplers;
using Slimfront.Search.Spaces;
using Slimfront.Search.Studies;
using Slimfront.Search.Techniques;

namespace Slimfront.Search.Bench;

/// <summary>How long one suggestion takes after many finished trials.</summary>
public static class Timing
{
    /// <summary>
    /// Bytes of managed memory per finished trial: its record, its configuration and what a sampler remembers of it.
    /// </summary>
    public static double Memory(Technique<ISampler> technique, Problem problem, int finished)
    {
        var runner = new Runner(problem);
        var sampler = technique.Create(Configuration.Empty);
        _ = sampler.Suggest(
            runner.Snapshot(History(runner, 100), seed: 1),
            new(100),
            0,
            Seed.For(1, "suggest")
        );
        var before = GC.GetTotalMemory(forceFullCollection: true);
        var history = History(runner, finished);
        _ = sampler.Suggest(runner.Snapshot(history, seed: 1), new(finished), 0, Seed.For(1, "suggest"));
        var after = GC.GetTotalMemory(forceFullCollection: true);
        GC.KeepAlive(history);
        return (after - before) / (double)finished;
    }

    private static List<Trial> History(Runner runner, int finished) =>
        Enumerable
            .Range(0, finished)
            .Select(n => (n, c: runner.Problem.Space.Draw(Seed.For(1, "history", n))))
            .Select(p => runner.Finished(p.n, "random", p.c, runner.Problem.Evaluate(p.c)))
            .ToList();

    /// <summary>
    /// The median of the processor's milliseconds per suggestion for consecutive trials, each of which finishes before the next, and
    /// the longest of them, which holds a fit of hyperparameters.
    /// </summary>
    /// <param name="technique">The sampler.</param>
    /// <param name="problem">Gives the space; the history is drawn from it uniformly.</param>
    /// <param name="finished">Finished trials at the beginning.</param>
    /// <param name="suggestions">Suggestions measured, after three that are not.</param>
    public static (double Median, double Longest) Of(
        Technique<ISampler> technique,
        Problem problem,
        int finished,
        int suggestions
    )
    {
        var runner = new Runner(problem);
        var sampler = technique.Create(Configuration.Empty);
        var history = History(runner, finished);
        var times = new List<double>();
        for (var n = finished; n < finished + suggestions + 3; n++)
        {
            var snapshot = runner.Snapshot([.. history], seed: 1);
            var random = Seed.For(1, "suggest", n);
            var before = ProcessorClock.ThreadMilliseconds;
            var suggested = sampler.Suggest(snapshot, new TrialNumber(n), 0, random)!;
            times.Add(ProcessorClock.ThreadMilliseconds - before);
            history.Add(runner.Finished(n, technique.Key, suggested, problem.Evaluate(suggested)));
        }
        var measured = times.Skip(3).Order().ToArray();
        return (measured[measured.Length / 2], times.Max());
    }
}

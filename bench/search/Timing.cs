using System.Diagnostics;
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
    /// The median of the milliseconds per suggestion for consecutive trials, each of which finishes before the next, and
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
        var history = Enumerable
            .Range(0, finished)
            .Select(n => (n, c: problem.Space.Draw(Seed.For(1, "history", n))))
            .Select(p => runner.Finished(p.n, "random", p.c, problem.Evaluate(p.c)))
            .ToList();
        var times = new List<double>();
        for (var n = finished; n < finished + suggestions + 3; n++)
        {
            var snapshot = runner.Snapshot([.. history], seed: 1);
            var random = Seed.For(1, "suggest", n);
            var watch = Stopwatch.StartNew();
            var suggested = sampler.Suggest(snapshot, new TrialNumber(n), 0, random)!;
            times.Add(watch.Elapsed.TotalMilliseconds);
            history.Add(runner.Finished(n, technique.Key, suggested, problem.Evaluate(suggested)));
        }
        var measured = times.Skip(3).Order().ToArray();
        return (measured[measured.Length / 2], times.Max());
    }
}

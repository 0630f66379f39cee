using System.Collections.Immutable;
using Slimfront.Search.Pareto;
using Slimfront.Search.Spaces;
using Slimfront.Search.Techniques;

namespace Slimfront.Search.Schedulers;

/// <summary>The hopeless-trial rule: only what cannot reach the front, however well it still learns, stays behind.</summary>
/// <remarks>
/// The optimistic value of a measured objective is its value at the rung, better by the most that any finished
/// configuration gained from that rung to the end; what is analytic is what it is. If a finished configuration
/// dominates the optimistic values, the front is out of reach. Until some configurations have finished, everything goes
/// on. The gain is that of the past, so the rule errs where a configuration learns later than all before it.
/// </remarks>
/// <param name="eta">η of the rungs.</param>
/// <param name="rungs">The number of rungs.</param>
/// <param name="first">Configurations that must have finished before any is held back.</param>
public sealed class HopelessRule(double eta, int rungs, int first) : IScheduler, IDescribed<IScheduler>
{
    /// <inheritdoc/>
    public static Technique<IScheduler> Technique { get; } =
        new(
            "hopeless",
            "—",
            "Only what cannot reach the front any more, even if it learns as much as any before, stays behind.",
            [.. Ladder.Parameters, new Parameter.Integer("first", 1, 1000)],
            c => new HopelessRule(c.Real("eta", 3), c.Integer("rungs", 3), c.Integer("first", 5))
        )
        {
            Usual = Ladder.Usual.With("first", Value.Of(5L)),
        };

    /// <inheritdoc/>
    public ImmutableArray<double> Rungs { get; } = Ladder.Shares(eta, rungs);

    /// <inheritdoc/>
    public Turn? Next(RungHistory history)
    {
        ArgumentNullException.ThrowIfNull(history);
        var finished = history.Climbs.Where(c => c.At(history.Top) is not null).ToArray();
        for (var rung = history.Top - 1; rung >= 0; rung--)
        {
            var gains = Gains(finished, rung, history);
            var next = history.Climbs.FirstOrDefault(c =>
                c.IsWaitingAt(rung) && !IsHopeless(c.At(rung)!, gains, finished, history)
            );
            if (next is not null)
                return new Turn.Continue(next.Latest);
        }
        return history.MayBegin ? new Turn.Begin(0) : null;
    }

    private double[]? Gains(Climb[] finished, int rung, RungHistory history)
    {
        var passed = finished.Where(c => c.At(rung) is not null).ToArray();
        return passed.Length < first
            ? null
            :
            [
                .. history.Objectives.Select(
                    (o, m) =>
                        o.IsAnalytic
                            ? 0
                            : passed.Max(c =>
                                Math.Max(0, c.At(rung)!.Losses[m] - c.At(history.Top)!.Losses[m])
                            )
                ),
            ];
    }

    private static bool IsHopeless(
        RungResult result,
        double[]? gains,
        IEnumerable<Climb> finished,
        RungHistory history
    )
    {
        if (gains is null)
            return false;
        double[] optimistic = [.. result.Outlook.Zip(gains, (loss, gain) => loss - gain)];
        return finished
            .Select(c => c.At(history.Top)!)
            .Any(f => f.Violation <= 0 && Dominance.Dominates(f.Losses, optimistic));
    }
}

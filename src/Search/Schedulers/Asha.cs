using System.Collections.Immutable;
using Slimfront.Search.Techniques;

namespace Slimfront.Search.Schedulers;

/// <summary>Asynchronous successive halving: whoever is among the best 1/η of a rung goes on, at once.</summary>
/// <remarks>
/// Li et al. (2020), "A System for Massively Parallel Hyperparameter Tuning", arXiv:1810.05934, Algorithm 2, with
/// the order of <see cref="RungRanking"/> for several objectives. Departures: a rung judges trainings
/// (<see cref="RungHistory.Promoted(int, Func{int, int})"/>), of which the best goes on once η configurations were measured,
/// however few trainings they share; and when no new configuration may begin any more and all is known, the best of every rung
/// goes on even where fewer were measured, so that a study does not end without a finished model.
/// </remarks>
/// <param name="eta">η.</param>
/// <param name="rungs">The number of rungs.</param>
public sealed class Asha(double eta, int rungs) : IScheduler, IDescribed<IScheduler>
{
    /// <inheritdoc/>
    public static Technique<IScheduler> Technique { get; } =
        new(
            "asha",
            "arXiv:1810.05934, arXiv:2106.12639",
            "Asynchronous successive halving: the best 1/η of each rung go on as soon as they are known.",
            Ladder.Parameters,
            c => new Asha(c.Real("eta", 3), c.Integer("rungs", 3))
        )
        {
            Usual = Ladder.Usual,
        };

    /// <inheritdoc/>
    public ImmutableArray<double> Rungs { get; } = Ladder.Shares(eta, rungs);

    /// <inheritdoc/>
    public Turn? Next(RungHistory history)
    {
        ArgumentNullException.ThrowIfNull(history);
        for (var rung = history.Top - 1; rung >= 0; rung--)
        {
            var isLast = !history.MayBegin && history.IsComplete;
            var fewest = isLast || history.Measured(rung).Count() >= eta ? 1 : 0;
            if (history.Promoted(rung, n => Math.Max(fewest, (int)(n / eta))) is { } next)
                return new Turn.Continue(next.Latest);
        }
        return history.MayBegin ? new Turn.Begin(0) : null;
    }
}

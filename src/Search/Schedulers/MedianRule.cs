using System.Collections.Immutable;
using Slimfront.Search.Spaces;
using Slimfront.Search.Techniques;

namespace Slimfront.Search.Schedulers;

/// <summary>The median rule: what is in the better half of those measured at its rung goes on.</summary>
/// <remarks>
/// Golovin et al. (2017), "Google Vizier", §3.2.2, stops a training that is below the median of the others at the same
/// step; with several objectives the place in the order of <see cref="RungRanking"/> takes the value's part.
/// Departures: the median is that of trainings (<see cref="RungHistory.Promoted(int, Func{int, int})"/>); and who is below it
/// when it is measured may go on later, when newcomers have moved it.
/// </remarks>
/// <param name="eta">η of the rungs.</param>
/// <param name="rungs">The number of rungs.</param>
/// <param name="first">So many configurations go on in any case.</param>
public sealed class MedianRule(double eta, int rungs, int first) : IScheduler, IDescribed<IScheduler>
{
    /// <inheritdoc/>
    public static Technique<IScheduler> Technique { get; } =
        new(
            "median",
            "Golovin et al. (2017) §3.2.2",
            "What is in the better half of those measured at its rung goes on.",
            [.. Ladder.Parameters, new Parameter.Integer("first", 1, 1000)],
            c => new MedianRule(c.Real("eta", 3), c.Integer("rungs", 3), c.Integer("first", 5))
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
        for (var rung = history.Top - 1; rung >= 0; rung--)
        {
            var pioneers = history.Measured(rung).Take(first);
            var next = pioneers.FirstOrDefault(c => c.IsWaitingAt(rung));
            if ((next ?? history.Promoted(rung, n => (n + 1) / 2)) is { } goesOn)
                return new Turn.Continue(goesOn.Latest);
        }
        return history.MayBegin ? new Turn.Begin(0) : null;
    }
}

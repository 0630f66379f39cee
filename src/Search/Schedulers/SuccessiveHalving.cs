using System.Collections.Immutable;
using Slimfront.Search.Spaces;
using Slimfront.Search.Techniques;

namespace Slimfront.Search.Schedulers;

/// <summary>Successive halving: a cohort is trained up to a rung, then the best 1/η of it go on to the next.</summary>
/// <remarks>
/// Jamieson and Talwalkar (2016), arXiv:1502.07943, with the order of <see cref="RungRanking"/> for several objectives.
/// Cohorts follow one another; each rung waits for all of its cohort. A departure: it judges trainings
/// (<see cref="RungHistory.Promoted(int, Func{int, int})"/>).
/// </remarks>
/// <param name="eta">η.</param>
/// <param name="rungs">The number of rungs.</param>
/// <param name="cohort">Configurations of a cohort.</param>
public sealed class SuccessiveHalving(double eta, int rungs, int cohort) : IScheduler, IDescribed<IScheduler>
{
    /// <inheritdoc/>
    public static Technique<IScheduler> Technique { get; } =
        new(
            "successive-halving",
            "arXiv:1502.07943",
            "A cohort is trained up to each rung in turn; the best 1/η of it go on.",
            [.. Ladder.Parameters, new Parameter.Integer("cohort", 2, 1000)],
            c => new SuccessiveHalving(c.Real("eta", 3), c.Integer("rungs", 3), c.Integer("cohort", 27))
        )
        {
            Usual = Ladder.Usual.With("cohort", Value.Of(27L)),
        };

    /// <inheritdoc/>
    public ImmutableArray<double> Rungs { get; } = Ladder.Shares(eta, rungs);

    /// <inheritdoc/>
    public Turn? Next(RungHistory history)
    {
        ArgumentNullException.ThrowIfNull(history);
        return Cohort.Next(history, eta, _ => new(cohort, 0));
    }
}

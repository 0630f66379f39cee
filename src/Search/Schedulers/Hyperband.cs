using System.Collections.Immutable;
using Slimfront.Search.Techniques;

namespace Slimfront.Search.Schedulers;

/// <summary>Hyperband: cohorts of successive halving that begin at different rungs, from many and short to few and long.</summary>
/// <remarks>
/// Li et al. (2018), "Hyperband", JMLR 18, Algorithm 1: for s from s_max = rungs − 1 down to 0, a cohort of
/// ⌈(s_max + 1)/(s + 1) · ηˢ⌉ configurations begins at rung s_max − s; then from the start again. It hedges against
/// methods that shine early or late. The order is that of <see cref="RungRanking"/>; a departure: rungs judge trainings
/// (<see cref="RungHistory.Promoted(int, Func{int, int})"/>).
/// </remarks>
/// <param name="eta">η.</param>
/// <param name="rungs">The number of rungs.</param>
public sealed class Hyperband(double eta, int rungs) : IScheduler, IDescribed<IScheduler>
{
    /// <inheritdoc/>
    public static Technique<IScheduler> Technique { get; } =
        new(
            "hyperband",
            "arXiv:1603.06560",
            "Cohorts of successive halving that begin at different rungs, to hedge against late bloomers.",
            Ladder.Parameters,
            c => new Hyperband(c.Real("eta", 3), c.Integer("rungs", 3))
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
        return Cohort.Next(history, eta, Bracket);
    }

    private Cohort Bracket(int index)
    {
        var halvings = rungs - 1 - (index % rungs);
        var size = Math.Ceiling((double)rungs / (halvings + 1) * Ladder.Power(eta, halvings));
        return new((int)size, rungs - 1 - halvings);
    }
}

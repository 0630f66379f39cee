using System.Collections.Immutable;
using Slimfront.Search.Studies;

namespace Slimfront.Search.Schedulers;

/// <summary>Decides how far each configuration is trained before the next one gets its turn.</summary>
/// <remarks>
/// A training is cut into rungs. A trial takes a configuration up to one of them and is measured there; going on from a
/// rung is a further trial of the same configuration, whose stages are those of the first and their continuation, so
/// nothing is done twice and nothing that stopped is lost: it can be continued at any later time. Pure, like a
/// sampler: a function of the history alone.
/// </remarks>
public interface IScheduler
{
    /// <summary>The shares of its training after which a model is measured: rising, the last is 1.</summary>
    ImmutableArray<double> Rungs { get; }

    /// <summary>What the next trial does.</summary>
    /// <returns>
    /// Null where nothing can be decided before more is known; never where every outcome is known and
    /// <see cref="RungHistory.MayBegin"/>.
    /// </returns>
    Turn? Next(RungHistory history);
}

/// <summary>What a trial does.</summary>
public abstract record Turn
{
    private Turn() { }

    /// <summary>A new configuration, trained up to a rung.</summary>
    /// <param name="Rung">Its index.</param>
    public sealed record Begin(int Rung) : Turn;

    /// <summary>A known configuration, trained on to the next rung.</summary>
    /// <param name="Trial">The trial that took it furthest.</param>
    public sealed record Continue(TrialNumber Trial) : Turn;
}

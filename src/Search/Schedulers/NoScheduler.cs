using System.Collections.Immutable;
using Slimfront.Search.Techniques;

namespace Slimfront.Search.Schedulers;

/// <summary>Every configuration is trained to the end.</summary>
public sealed class NoScheduler : IScheduler, IDescribed<IScheduler>
{
    /// <inheritdoc/>
    public static Technique<IScheduler> Technique { get; } =
        new("none", "—", "Every configuration is trained to the end.", [], _ => new NoScheduler());

    /// <inheritdoc/>
    public ImmutableArray<double> Rungs => [1];

    /// <inheritdoc/>
    public Turn? Next(RungHistory history)
    {
        ArgumentNullException.ThrowIfNull(history);
        return history.MayBegin ? new Turn.Begin(0) : null;
    }
}

using System.Collections.Immutable;
using Slimfront.Search.Stages;

namespace Slimfront.Search.Studies;

/// <summary>Who needs a stage, and what follows for it.</summary>
internal sealed record Need
{
    /// <summary>Nobody does.</summary>
    public static readonly Need None = new();

    /// <summary>The trials that wait for this very stage's result.</summary>
    public ImmutableSortedSet<int> Goals { get; init; } = [];

    /// <summary>The wanted stages that take it as an input, the most urgent last.</summary>
    public ImmutableSortedSet<Waiter> Waiters { get; init; } = [];

    /// <summary>Whether it is not done and some result depends on it.</summary>
    public bool IsWanted { get; init; }

    /// <summary>Whether it is wanted but can never be done: it failed, or something that it needs did.</summary>
    public bool IsBlocked { get; init; }

    /// <summary>Expected seconds from its beginning to the last result that depends on it; see <see cref="Agenda"/>.</summary>
    public double Path { get; init; }

    /// <summary>Its place among the stages that can start; null where it cannot.</summary>
    public ReadyStage? Ready { get; init; }

    /// <summary>How many wait for it directly: stages and trials.</summary>
    public int Wanters => Goals.Count + Waiters.Count;
}

/// <summary>A stage that waits for another one.</summary>
/// <param name="Path">Its own path.</param>
/// <param name="Stage">The stage.</param>
internal readonly record struct Waiter(double Path, StageKey Stage) : IComparable<Waiter>
{
    /// <inheritdoc/>
    public int CompareTo(Waiter other) =>
        Path.CompareTo(other.Path) is var path and not 0
            ? path
            : string.CompareOrdinal(Stage.Hex, other.Stage.Hex);
}

/// <summary>A stage that can start. Comes first if it is to start first: what does not train, then by level, by those who wait, by path.</summary>
/// <remarks>What does not train takes little time, so it delays others little, and often something is finished by it: a model, measured.</remarks>
/// <param name="Level">Its path in mean stages, rounded down: paths of equal level count as equal.</param>
/// <param name="Wanters">How many wait for it directly.</param>
/// <param name="Path">Its path.</param>
/// <param name="Stage">The stage.</param>
internal sealed record ReadyStage(long Level, int Wanters, double Path, Stage Stage) : IComparable<ReadyStage>
{
    /// <summary>Whether it trains a network.</summary>
    public bool Trains => Stage.Epochs > 0;

    /// <inheritdoc/>
    public int CompareTo(ReadyStage? other)
    {
        if (other is null)
            return -1;
        if (Trains != other.Trains)
            return Trains.CompareTo(other.Trains);
        if (Level != other.Level)
            return other.Level.CompareTo(Level);
        if (Wanters != other.Wanters)
            return other.Wanters.CompareTo(Wanters);
        return other.Path.CompareTo(Path) is var path and not 0
            ? path
            : string.CompareOrdinal(Stage.Key.Hex, other.Stage.Key.Hex);
    }
}

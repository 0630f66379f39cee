using System.Collections.Immutable;
using Slimfront.Engine.Channels;
using Slimfront.Engine.Operators;
using Slimfront.Engine.Pruning.Sizes;

namespace Slimfront.Engine.Pruning;

/// <summary>Decides how many channels each group keeps.</summary>
public interface IPruningScope
{
    /// <summary>Whether widths follow from the amount alone, whatever the scores.</summary>
    bool IsUniform => false;

    /// <summary>The number of channels to keep of each group, at least one; those with the highest scores.</summary>
    /// <param name="scores">Of each channel of each group.</param>
    /// <param name="goal">How much goes.</param>
    /// <exception cref="GraphException">The goal cannot be reached; the message says why.</exception>
    ImmutableArray<int> Widths(IReadOnlyList<double[]> scores, PruningGoal goal);

    /// <summary>What is known of the pruned network before there are scores.</summary>
    /// <param name="whole">The channels of the network before any pruning.</param>
    /// <param name="amount">How much goes in the end.</param>
    /// <param name="steps">In how many steps, each of which may round widths.</param>
    /// <exception cref="GraphException">The goal cannot be reached; the message says why.</exception>
    SizeForecast Predict(ChannelMap whole, PruningAmount amount, int steps);
}

/// <summary>What all scopes have in common.</summary>
public static class PruningScopes
{
    /// <summary>The channels to keep of each group, in rising order; among equal scores the earlier channel stays.</summary>
    public static ImmutableArray<ImmutableArray<int>> Keep(
        this IPruningScope scope,
        IReadOnlyList<double[]> scores,
        PruningGoal goal
    )
    {
        ArgumentNullException.ThrowIfNull(scope);
        return [.. scope.Widths(scores, goal).Zip(scores, (width, own) => Best(own, width))];
    }

    private static ImmutableArray<int> Best(double[] scores, int count) =>
        [
            .. Enumerable
                .Range(0, scores.Length)
                .OrderByDescending(c => scores[c])
                .ThenBy(c => c)
                .Take(count)
                .Order(),
        ];
}

using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Tickets.Rules;

/// <summary>|g·wᵢ|, with g the gradient of the loss at the initial weights.</summary>
/// <remarks>Lee et al. (2019), "SNIP", arXiv:1810.02340, eq. 6; without its normalisation, which changes no order.</remarks>
public sealed class Snip : IMaskRule, IDescribed<IMaskRule>
{
    /// <inheritdoc/>
    public static Technique<IMaskRule> Technique { get; } =
        new(
            "snip",
            "arXiv:1810.02340",
            "Weights without which the loss would change most at the start stay.",
            [],
            _ => new Snip()
        );

    /// <inheritdoc/>
    public bool NeedsGradients => true;

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">There are no gradients.</exception>
    public double[] Score(WeightEvidence weights, Random random) =>
        weights.Gradients is { } gradients
            ? [.. gradients.Select((g, i) => Math.Abs((double)g * weights.Initial[i]))]
            : throw new InvalidOperationException("The rule 'snip' needs gradients.");
}

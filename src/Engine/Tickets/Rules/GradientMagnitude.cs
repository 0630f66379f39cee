using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Tickets.Rules;

/// <summary>|g|, with g the gradient of the loss at the initial weights.</summary>
/// <remarks>An extra of the code that comes with Zhou et al. (2019), arXiv:1905.01067.</remarks>
public sealed class GradientMagnitude : IMaskRule, IDescribed<IMaskRule>
{
    /// <inheritdoc/>
    public static Technique<IMaskRule> Technique { get; } =
        new(
            "gradient",
            "arXiv:1905.01067",
            "Weights that the loss pulls at most at the start stay.",
            [],
            _ => new GradientMagnitude()
        );

    /// <inheritdoc/>
    public bool NeedsGradients => true;

    /// <inheritdoc/>
    /// <exception cref="InvalidOperationException">There are no gradients.</exception>
    public double[] Score(WeightEvidence weights, Random random) =>
        weights.Gradients is { } gradients
            ? [.. gradients.Select((g, i) => Math.Abs((double)g))]
            : throw new InvalidOperationException("The rule 'gradient' needs gradients.");
}

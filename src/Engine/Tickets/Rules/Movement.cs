using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Tickets.Rules;

/// <summary>|w_f − wᵢ|.</summary>
/// <remarks>Zhou et al. (2019), arXiv:1905.01067, §2.</remarks>
public sealed class Movement : IMaskRule, IDescribed<IMaskRule>
{
    /// <inheritdoc/>
    public static Technique<IMaskRule> Technique { get; } =
        new(
            "movement",
            "arXiv:1905.01067 §2",
            "Weights that move far stay, whichever way.",
            [],
            _ => new Movement()
        );

    /// <inheritdoc/>
    public double[] Score(WeightEvidence weights, Random random) =>
        weights.Each((initial, final) => Math.Abs(final - initial));
}

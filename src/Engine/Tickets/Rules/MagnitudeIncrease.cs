using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Tickets.Rules;

/// <summary>|w_f| − |wᵢ|.</summary>
/// <remarks>Zhou et al. (2019), arXiv:1905.01067, §2.</remarks>
public sealed class MagnitudeIncrease : IMaskRule, IDescribed<IMaskRule>
{
    /// <inheritdoc/>
    public static Technique<IMaskRule> Technique { get; } =
        new(
            "magnitude-increase",
            "arXiv:1905.01067 §2",
            "Weights that grow stay.",
            [],
            _ => new MagnitudeIncrease()
        );

    /// <inheritdoc/>
    public double[] Score(WeightEvidence weights, Random random) =>
        weights.Each((initial, final) => Math.Abs(final) - Math.Abs(initial));
}

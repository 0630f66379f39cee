using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Tickets.Rules;

/// <summary>min(α·|w_f|, |wᵢ|).</summary>
/// <remarks>
/// Zhou et al. (2019), arXiv:1905.01067, §2. α makes the two magnitudes comparable; here it is mean|wᵢ| / mean|w_f| of the
/// layer (<see cref="WeightEvidence.Alignment"/>).
/// </remarks>
public sealed class LargeInitLargeFinal : IMaskRule, IDescribed<IMaskRule>
{
    /// <inheritdoc/>
    public static Technique<IMaskRule> Technique { get; } =
        new(
            "large-init-large-final",
            "arXiv:1905.01067 §2",
            "Weights that begin and end large stay.",
            [],
            _ => new LargeInitLargeFinal()
        );

    /// <inheritdoc/>
    public double[] Score(WeightEvidence weights, Random random)
    {
        var alpha = weights.Alignment();
        return weights.Each((initial, final) => Math.Min(alpha * Math.Abs(final), Math.Abs(initial)));
    }
}

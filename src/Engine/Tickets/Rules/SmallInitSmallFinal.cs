using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Tickets.Rules;

/// <summary>−max(α·|w_f|, |wᵢ|).</summary>
/// <remarks>Zhou et al. (2019), arXiv:1905.01067, §2; α as in <see cref="LargeInitLargeFinal"/>.</remarks>
public sealed class SmallInitSmallFinal : IMaskRule, IDescribed<IMaskRule>
{
    /// <inheritdoc/>
    public static Technique<IMaskRule> Technique { get; } =
        new(
            "small-init-small-final",
            "arXiv:1905.01067 §2",
            "Weights that begin and end small stay.",
            [],
            _ => new SmallInitSmallFinal()
        );

    /// <inheritdoc/>
    public double[] Score(WeightEvidence weights, Random random)
    {
        var alpha = weights.Alignment();
        return weights.Each((initial, final) => -Math.Max(alpha * Math.Abs(final), Math.Abs(initial)));
    }
}

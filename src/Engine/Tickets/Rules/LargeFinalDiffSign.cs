using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Tickets.Rules;

/// <summary>−w_f · sign(wᵢ).</summary>
/// <remarks>Zhou et al. (2019), arXiv:1905.01067, §5; not cut off at 0, as in <see cref="LargeFinalSameSign"/>.</remarks>
public sealed class LargeFinalDiffSign : IMaskRule, IDescribed<IMaskRule>
{
    /// <inheritdoc/>
    public static Technique<IMaskRule> Technique { get; } =
        new(
            "large-final-diff-sign",
            "arXiv:1905.01067 §5",
            "Weights that end large after changing sign stay.",
            [],
            _ => new LargeFinalDiffSign()
        );

    /// <inheritdoc/>
    public double[] Score(WeightEvidence weights, Random random) =>
        weights.Each((initial, final) => -final * WeightEvidence.SignOf(initial));
}

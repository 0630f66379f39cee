using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Tickets.Rules;

/// <summary>w_f · sign(wᵢ).</summary>
/// <remarks>Zhou et al. (2019), arXiv:1905.01067, §5. The paper cuts the score off at 0, which leaves open in which order weights follow that changed sign; here those that did so least come first.</remarks>
public sealed class LargeFinalSameSign : IMaskRule, IDescribed<IMaskRule>
{
    /// <inheritdoc/>
    public static Technique<IMaskRule> Technique { get; } =
        new(
            "large-final-same-sign",
            "arXiv:1905.01067 §5",
            "Weights that end large without changing sign stay.",
            [],
            _ => new LargeFinalSameSign()
        );

    /// <inheritdoc/>
    public double[] Score(WeightEvidence weights, Random random) =>
        weights.Each((initial, final) => final * WeightEvidence.SignOf(initial));
}

using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Tickets.Rules;

/// <summary>−|w_f|.</summary>
/// <remarks>Zhou et al. (2019), arXiv:1905.01067, §2.</remarks>
public sealed class SmallFinal : IMaskRule, IDescribed<IMaskRule>
{
    /// <inheritdoc/>
    public static Technique<IMaskRule> Technique { get; } =
        new(
            "small-final",
            "arXiv:1905.01067 §2",
            "Weights that end small stay: the opposite, for comparison.",
            [],
            _ => new SmallFinal()
        );

    /// <inheritdoc/>
    public double[] Score(WeightEvidence weights, Random random) =>
        weights.Each((_, final) => -Math.Abs(final));
}

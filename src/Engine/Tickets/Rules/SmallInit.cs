using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Tickets.Rules;

/// <summary>−|wᵢ|.</summary>
/// <remarks>Zhou et al. (2019), arXiv:1905.01067, §2. Some programs compute |−wᵢ|, which is large-init.</remarks>
public sealed class SmallInit : IMaskRule, IDescribed<IMaskRule>
{
    /// <inheritdoc/>
    public static Technique<IMaskRule> Technique { get; } =
        new("small-init", "arXiv:1905.01067 §2", "Weights that begin small stay.", [], _ => new SmallInit());

    /// <inheritdoc/>
    public double[] Score(WeightEvidence weights, Random random) =>
        weights.Each((initial, _) => -Math.Abs(initial));
}

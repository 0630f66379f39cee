using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Tickets.Rules;

/// <summary>|wᵢ|.</summary>
/// <remarks>Zhou et al. (2019), arXiv:1905.01067, §2.</remarks>
public sealed class LargeInit : IMaskRule, IDescribed<IMaskRule>
{
    /// <inheritdoc/>
    public static Technique<IMaskRule> Technique { get; } =
        new("large-init", "arXiv:1905.01067 §2", "Weights that begin large stay.", [], _ => new LargeInit());

    /// <inheritdoc/>
    public double[] Score(WeightEvidence weights, Random random) =>
        weights.Each((initial, _) => Math.Abs(initial));
}

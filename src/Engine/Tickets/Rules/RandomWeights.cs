using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Tickets.Rules;

/// <summary>Uniform on [0, 1).</summary>
/// <remarks>The baseline that every other rule has to beat.</remarks>
public sealed class RandomWeights : IMaskRule, IDescribed<IMaskRule>
{
    /// <inheritdoc/>
    public static Technique<IMaskRule> Technique { get; } =
        new("random", "—", "Weights at random: the baseline.", [], _ => new RandomWeights());

    /// <inheritdoc/>
    public double[] Score(WeightEvidence weights, Random random) =>
        weights.Each((_, _) => random.NextDouble());
}

using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Tickets.Rules;

/// <summary>|w_f|: magnitude pruning.</summary>
/// <remarks>Frankle and Carbin (2019), "The Lottery Ticket Hypothesis", arXiv:1803.03635, §2.</remarks>
public sealed class LargeFinal : IMaskRule, IDescribed<IMaskRule>
{
    /// <inheritdoc/>
    public static Technique<IMaskRule> Technique { get; } =
        new("large-final", "arXiv:1803.03635 §2", "Weights that end large stay.", [], _ => new LargeFinal());

    /// <inheritdoc/>
    public double[] Score(WeightEvidence weights, Random random) =>
        weights.Each((_, final) => Math.Abs(final));
}

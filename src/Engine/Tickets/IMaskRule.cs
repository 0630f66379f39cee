namespace Slimfront.Engine.Tickets;

/// <summary>Judges how much each weight of a layer matters.</summary>
/// <remarks>Zhou et al. (2019), "Deconstructing Lottery Tickets", arXiv:1905.01067, §2.</remarks>
public interface IMaskRule
{
    /// <summary>Whether it needs the gradient of the loss at the initial weights.</summary>
    bool NeedsGradients => false;

    /// <summary>Scores the weights of a layer that are still there; those with the largest scores stay.</summary>
    /// <param name="weights">What is known of them.</param>
    /// <param name="random">A generator for this layer alone.</param>
    /// <returns>As many finite numbers.</returns>
    double[] Score(WeightEvidence weights, Random random);
}

/// <summary>The weights of one layer that are still there, in order.</summary>
/// <param name="Initial">wᵢ: where the training began.</param>
/// <param name="Final">w_f: where it ended.</param>
/// <param name="Gradients">Of the loss at wᵢ; null unless the rule needs them.</param>
public sealed record WeightEvidence(float[] Initial, float[] Final, float[]? Gradients = null)
{
    /// <summary>One score per weight, from its initial and its final value.</summary>
    public double[] Each(Func<double, double, double> score)
    {
        ArgumentNullException.ThrowIfNull(score);
        var scores = new double[Final.Length];
        for (var i = 0; i < scores.Length; i++)
            scores[i] = score(Initial[i], Final[i]);
        return scores;
    }

    /// <summary>α = mean|wᵢ| / mean|w_f|: what makes both magnitudes comparable; 1 where all final weights are 0.</summary>
    public double Alignment()
    {
        var final = Final.Sum(w => Math.Abs((double)w));
        return final > 0 ? Initial.Sum(w => Math.Abs((double)w)) / final : 1;
    }

    /// <summary>1 or −1, as a weight points.</summary>
    public static double SignOf(double weight) => weight < 0 ? -1 : 1;
}

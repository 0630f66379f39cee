using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Operators;

namespace Slimfront.Engine.Tickets;

/// <summary>Decides with which values the weights that stay begin again ("mask-1 action").</summary>
/// <remarks>Zhou et al. (2019), "Deconstructing Lottery Tickets", arXiv:1905.01067, §4.1.</remarks>
public interface IRewindAction
{
    /// <summary>
    /// Whether everything else begins afresh too, instead of as it was: biases, normalisation, running statistics.
    /// </summary>
    bool RenewsTheRest => false;

    /// <summary>Whether weights go back to where they were, so that a training can go on from there.</summary>
    bool IsReturn => false;

    /// <summary>The values to begin with.</summary>
    /// <param name="tensor">What the layer's weights are.</param>
    /// <param name="initial">wᵢ of every weight.</param>
    /// <param name="stays">Which weights stay.</param>
    /// <param name="random">A generator for this layer alone.</param>
    /// <returns>A value for every weight; those of weights that do not stay do not matter.</returns>
    float[] Begin(TensorSpec tensor, ReadOnlySpan<float> initial, TensorMask stays, Random random);
}

/// <summary>Signs that are kept or drawn.</summary>
internal static class Signs
{
    public const string Name = "sign";
    public const string Kept = "kept";
    public const string Drawn = "drawn";

    /// <summary>A magnitude with the sign of the initial weight.</summary>
    public static float Like(float initial, float magnitude) =>
        initial < 0 ? -Math.Abs(magnitude) : Math.Abs(magnitude);

    /// <summary>A magnitude with either sign.</summary>
    public static float Any(float magnitude, Random random) => random.Next(2) == 0 ? magnitude : -magnitude;
}

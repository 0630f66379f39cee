using Slimfront.Engine.Operators;

namespace Slimfront.Engine.Tickets;

/// <summary>Decides what becomes of the weights that a mask removes ("mask-0 action").</summary>
/// <remarks>
/// Zhou et al. (2019), "Deconstructing Lottery Tickets", arXiv:1905.01067, §3. A weight that is frozen keeps its value
/// through all training: it exists, so it counts as a parameter and the file does not shrink.
/// </remarks>
public interface IMissingAction
{
    /// <summary>The fewest and the most of the removed weights that are frozen instead of missing: none, some, or all.</summary>
    Frozen Freezes { get; }

    /// <summary>Whether a removed weight is frozen instead of being 0 for ever.</summary>
    /// <param name="initial">wᵢ.</param>
    /// <param name="final">w_f.</param>
    bool IsFrozen(float initial, float final);

    /// <summary>At which values weights are frozen: the initial ones, unless an action has others.</summary>
    /// <param name="tensor">What the layer's weights are.</param>
    /// <param name="initial">wᵢ of every weight.</param>
    /// <param name="random">A generator for this layer alone.</param>
    /// <returns>A value for every weight; only those of frozen ones matter.</returns>
    float[] Values(TensorSpec tensor, ReadOnlySpan<float> initial, Random random) => initial.ToArray();

    /// <summary>Whether also a weight that stays begins at 0, from where it learns.</summary>
    /// <param name="initial">wᵢ.</param>
    /// <param name="final">w_f.</param>
    bool BeginsAtZero(float initial, float final) => false;
}

/// <summary>How many of the removed weights are frozen.</summary>
public enum Frozen
{
    /// <summary>None: all are missing.</summary>
    None,

    /// <summary>The training decides.</summary>
    Some,

    /// <summary>All: none is missing.</summary>
    All,
}

namespace Slimfront.Engine.Tickets;

/// <summary>Decides what becomes of the weights that a mask removes ("mask-0 action").</summary>
/// <remarks>
/// Zhou et al. (2019), "Deconstructing Lottery Tickets", arXiv:1905.01067, §3. A weight that is frozen keeps its initial
/// value through all training: it exists, so it counts as a parameter and the file does not shrink.
/// </remarks>
public interface IMissingAction
{
    /// <summary>The fewest and the most of the removed weights that are frozen instead of missing: none, some, or all.</summary>
    Frozen Freezes { get; }

    /// <summary>Whether a removed weight is frozen at its initial value instead of being 0 for ever.</summary>
    /// <param name="initial">wᵢ.</param>
    /// <param name="final">w_f.</param>
    bool IsFrozen(float initial, float final);
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

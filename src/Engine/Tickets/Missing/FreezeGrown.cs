using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Tickets.Missing;

/// <summary>wᵢ where |w_f| ≥ |wᵢ|, else 0: a weight that moved towards 0 goes there at once.</summary>
/// <remarks>Zhou et al. (2019), arXiv:1905.01067, §3.</remarks>
public sealed class FreezeGrown : IMissingAction, IDescribed<IMissingAction>
{
    /// <inheritdoc/>
    public static Technique<IMissingAction> Technique { get; } =
        new(
            "freeze-grown",
            "arXiv:1905.01067 §3",
            "Removed weights that grew keep their initial values, the others are 0.",
            [],
            _ => new FreezeGrown()
        );

    /// <inheritdoc/>
    public Frozen Freezes => Frozen.Some;

    /// <inheritdoc/>
    public bool IsFrozen(float initial, float final) => Math.Abs(final) >= Math.Abs(initial);
}

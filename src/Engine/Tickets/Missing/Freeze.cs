using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Tickets.Missing;

/// <summary>wᵢ: the weight stays where it began.</summary>
/// <remarks>Zhou et al. (2019), arXiv:1905.01067, §3.</remarks>
public sealed class Freeze : IMissingAction, IDescribed<IMissingAction>
{
    /// <inheritdoc/>
    public static Technique<IMissingAction> Technique { get; } =
        new(
            "freeze",
            "arXiv:1905.01067 §3",
            "Removed weights keep their initial values and are not trained; the file does not shrink.",
            [],
            _ => new Freeze()
        );

    /// <inheritdoc/>
    public Frozen Freezes => Frozen.All;

    /// <inheritdoc/>
    public bool IsFrozen(float initial, float final) => true;
}

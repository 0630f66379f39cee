using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Tickets.Missing;

/// <summary>As <see cref="FreezeGrown"/>; and a weight that stays although |w_f| &lt; |wᵢ| begins at 0, too.</summary>
/// <remarks>
/// Zhou et al. (2019), arXiv:1905.01067, §3: if a mask only moves weights where training would have moved them, those that
/// stay should be moved as well. They learn from there, so they count as parameters.
/// </remarks>
public sealed class FreezeGrownZeroAll : IMissingAction, IDescribed<IMissingAction>
{
    /// <inheritdoc/>
    public static Technique<IMissingAction> Technique { get; } =
        new(
            "freeze-grown-zero-all",
            "arXiv:1905.01067 §3",
            "Removed weights that grew keep their initial values, all that shrank begin at 0.",
            [],
            _ => new FreezeGrownZeroAll()
        );

    /// <inheritdoc/>
    public Frozen Freezes => Frozen.Some;

    /// <inheritdoc/>
    public bool IsFrozen(float initial, float final) => !BeginsAtZero(initial, final);

    /// <inheritdoc/>
    public bool BeginsAtZero(float initial, float final) => Math.Abs(final) < Math.Abs(initial);
}

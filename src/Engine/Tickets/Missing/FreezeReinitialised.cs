using Slimfront.Engine.Networks;
using Slimfront.Engine.Operators;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Tickets.Missing;

/// <summary>A weight that is drawn anew by the layer's own rule, and stays there.</summary>
/// <remarks>
/// Zhou et al. (2019), arXiv:1905.01067, §3: the control of <see cref="Freeze"/>. If it does as well, the initial values of
/// removed weights had nothing to say.
/// </remarks>
public sealed class FreezeReinitialised : IMissingAction, IDescribed<IMissingAction>
{
    /// <inheritdoc/>
    public static Technique<IMissingAction> Technique { get; } =
        new(
            "freeze-reinitialised",
            "arXiv:1905.01067 §3",
            "Removed weights are drawn anew and not trained; the file does not shrink.",
            [],
            _ => new FreezeReinitialised()
        );

    /// <inheritdoc/>
    public Frozen Freezes => Frozen.All;

    /// <inheritdoc/>
    public bool IsFrozen(float initial, float final) => true;

    /// <inheritdoc/>
    public float[] Values(TensorSpec tensor, ReadOnlySpan<float> initial, Random random) =>
        FreshModel.Fill(tensor, random);
}

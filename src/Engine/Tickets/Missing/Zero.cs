using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Tickets.Missing;

/// <summary>0: the weight is gone.</summary>
/// <remarks>Frankle and Carbin (2019), arXiv:1803.03635, §1.</remarks>
public sealed class Zero : IMissingAction, IDescribed<IMissingAction>
{
    /// <inheritdoc/>
    public static Technique<IMissingAction> Technique { get; } =
        new(
            "zero",
            "arXiv:1803.03635",
            "Removed weights are 0 for ever, and are not stored.",
            [],
            _ => new Zero()
        );

    /// <inheritdoc/>
    public Frozen Freezes => Frozen.None;

    /// <inheritdoc/>
    public bool IsFrozen(float initial, float final) => false;
}

using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Operators;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Tickets.Actions;

/// <summary>wᵢ: where the training began.</summary>
/// <remarks>Frankle and Carbin (2019), "The Lottery Ticket Hypothesis", arXiv:1803.03635, §1.</remarks>
public sealed class Rewind : IRewindAction, IDescribed<IRewindAction>
{
    /// <summary>Its key.</summary>
    public const string Key = "rewind";

    /// <inheritdoc/>
    public static Technique<IRewindAction> Technique { get; } =
        new(Key, "arXiv:1803.03635", "Back to where the training began.", [], _ => new Rewind());

    /// <inheritdoc/>
    public bool IsReturn => true;

    /// <inheritdoc/>
    public float[] Begin(TensorSpec tensor, ReadOnlySpan<float> initial, TensorMask stays, Random random) =>
        initial.ToArray();
}

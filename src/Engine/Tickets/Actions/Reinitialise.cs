using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Networks;
using Slimfront.Engine.Operators;
using Slimfront.Search.Spaces;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Tickets.Actions;

/// <summary>Drawn anew by the layer's own rule; with the sign kept, the magnitude only.</summary>
/// <remarks>
/// Frankle and Carbin (2019), arXiv:1803.03635, §2, "random reinitialisation", the baseline of every ticket; Zhou et al.
/// (2019), arXiv:1905.01067, §4.1, for the sign.
/// </remarks>
/// <param name="keepsSign">Whether a weight keeps the sign it began with.</param>
public sealed class Reinitialise(bool keepsSign) : IRewindAction, IDescribed<IRewindAction>
{
    /// <summary>Its key.</summary>
    public const string Key = "reinitialise";

    /// <inheritdoc/>
    public static Technique<IRewindAction> Technique { get; } =
        new(
            Key,
            "arXiv:1803.03635 §2",
            "Drawn anew: the baseline.",
            [new Parameter.Choice(Signs.Name, Signs.Drawn, Signs.Kept)],
            c => new Reinitialise(c.Text(Signs.Name) == Signs.Kept)
        );

    /// <inheritdoc/>
    public bool RenewsTheRest => true;

    /// <inheritdoc/>
    public float[] Begin(TensorSpec tensor, ReadOnlySpan<float> initial, TensorMask stays, Random random)
    {
        var drawn = FreshModel.Fill(tensor, random);
        if (keepsSign)
            for (var i = 0; i < drawn.Length; i++)
                drawn[i] = Signs.Like(initial[i], drawn[i]);
        return drawn;
    }
}

using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Operators;
using Slimfront.Search.Spaces;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Tickets.Actions;

/// <summary>The initial values of the weights that stay, dealt out anew; with the sign kept, their magnitudes only.</summary>
/// <remarks>Zhou et al. (2019), arXiv:1905.01067, §4.1.</remarks>
/// <param name="keepsSign">Whether a weight keeps the sign it began with.</param>
public sealed class Reshuffle(bool keepsSign) : IRewindAction, IDescribed<IRewindAction>
{
    /// <inheritdoc/>
    public static Technique<IRewindAction> Technique { get; } =
        new(
            "reshuffle",
            "arXiv:1905.01067 §4.1",
            "The initial values in another order.",
            [new Parameter.Choice(Signs.Name, Signs.Drawn, Signs.Kept)],
            c => new Reshuffle(c.Text(Signs.Name) == Signs.Kept)
        );

    /// <inheritdoc/>
    public float[] Begin(TensorSpec tensor, ReadOnlySpan<float> initial, TensorMask stays, Random random)
    {
        var values = stays.Pick(initial);
        random.Shuffle(values);
        var dealt = stays.Spread<float>(values);
        if (keepsSign)
            for (var i = 0; i < dealt.Length; i++)
                dealt[i] = Signs.Like(initial[i], dealt[i]);
        return dealt;
    }
}

using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Operators;
using Slimfront.Search.Spaces;
using Slimfront.Search.Techniques;

namespace Slimfront.Engine.Tickets.Actions;

/// <summary>±σ, the standard deviation of the layer's initial weights: bound / √3 where they are uniform.</summary>
/// <remarks>Zhou et al. (2019), arXiv:1905.01067, §4.1: with the initial sign, or with a random one.</remarks>
/// <param name="keepsSign">Whether a weight keeps the sign it began with.</param>
public sealed class Constant(bool keepsSign) : IRewindAction, IDescribed<IRewindAction>
{
    /// <inheritdoc/>
    public static Technique<IRewindAction> Technique { get; } =
        new(
            "constant",
            "arXiv:1905.01067 §4.1",
            "All of the same magnitude.",
            [new Parameter.Choice(Signs.Name, Signs.Drawn, Signs.Kept)],
            c => new Constant(c.Text(Signs.Name) == Signs.Kept)
        );

    /// <inheritdoc/>
    public float[] Begin(TensorSpec tensor, ReadOnlySpan<float> initial, TensorMask stays, Random random)
    {
        var deviation = (float)Deviation(tensor);
        var values = new float[initial.Length];
        for (var i = 0; i < values.Length; i++)
            values[i] = keepsSign ? Signs.Like(initial[i], deviation) : Signs.Any(deviation, random);
        return values;
    }

    private static double Deviation(TensorSpec tensor) =>
        Initialisation.Of(tensor) is Initialisation.Uniform uniform
            ? uniform.Bound / Math.Sqrt(3)
            : throw new InvalidOperationException($"The weights of '{tensor.Name}' are not drawn.");
}

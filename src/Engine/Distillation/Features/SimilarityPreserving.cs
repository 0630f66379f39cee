using System.Collections.Immutable;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Native;
using Slimfront.Search.Spaces;
using Slimfront.Search.Techniques;
using static TorchSharp.torch;

namespace Slimfront.Engine.Distillation.Features;

/// <summary>γ/b² · ‖G_teacher − G_student‖²_F, where G = A·Aᵀ of a batch of b, each row divided by its L2 norm.</summary>
/// <remarks>
/// Tung and Mori (2019), "Similarity-Preserving Knowledge Distillation", arXiv:1907.09682, §3, equations 1 to 4. A row
/// of A is all that one example activates, so the networks may differ in every other axis.
/// </remarks>
/// <param name="weight">γ.</param>
/// <param name="depth">Where A is taken, as a share of the depth; the paper takes the last convolutions.</param>
public sealed class SimilarityPreserving(double weight, double depth) : IFeatureLoss, IDescribed<IFeatureLoss>
{
    /// <inheritdoc/>
    public static Technique<IFeatureLoss> Technique { get; } =
        new(
            "similarity-preserving",
            "arXiv:1907.09682 §3",
            "Which examples of a batch activate alike.",
            [
                new Parameter.Real("weight", 10, 10_000, Logarithmic: true),
                new Parameter.Real("depth", 0.25, 1),
            ],
            c => new SimilarityPreserving(c.Real("weight", 3000), c.Real("depth", 1))
        )
        {
            Usual = Configuration.Of(("weight", Value.Of(3000.0)), ("depth", Value.Of(1.0))),
        };

    /// <inheritdoc/>
    public ImmutableArray<TapPair> Pair(ModelGraph student, ModelGraph teacher) =>
        [new(FeatureTaps.Activation(student, depth), FeatureTaps.Activation(teacher, depth))];

    /// <inheritdoc/>
    public Tensor Compute(IReadOnlyList<FeaturePair> pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        using var scope = NewDisposeScope();
        var (student, teacher) = pairs[0];
        var factor = Scalars.Of(weight / ((double)student.shape[0] * student.shape[0]));
        var difference = Similarities(teacher) - Similarities(student); // [batch, batch]
        return (difference.Squared().sum() * factor).MoveToOuterDisposeScope();
    }

    // Rows by their L2 norm: another p, as a well-known implementation has it, is another loss.
    private static Tensor Similarities(Tensor features)
    {
        var rows = features.flatten(start_dim: 1); // [batch, features]
        return nn.functional.normalize(rows.matmul(rows.t()), p: 2, dim: 1);
    }
}

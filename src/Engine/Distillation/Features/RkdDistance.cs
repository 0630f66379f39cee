using System.Collections.Immutable;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Native;
using Slimfront.Search.Spaces;
using Slimfront.Search.Techniques;
using static TorchSharp.torch;

namespace Slimfront.Engine.Distillation.Features;

/// <summary>
/// The mean over all pairs of examples of smooth-L1(ψ_student, ψ_teacher), where ψ is their Euclidean distance divided
/// by the mean distance.
/// </summary>
/// <remarks>
/// Park et al. (2019), "Relational Knowledge Distillation", arXiv:1904.05068, §3.2.1, on what the classifier takes. The
/// mean is over all b² pairs, those of an example with itself included, as in the authors' code; the paper writes a
/// sum. A batch of one has no pair and the loss 0.
/// </remarks>
/// <param name="weight">Factor of the loss.</param>
public sealed class RkdDistance(double weight) : IFeatureLoss, IDescribed<IFeatureLoss>
{
    /// <inheritdoc/>
    public static Technique<IFeatureLoss> Technique { get; } =
        new(
            "rkd-distance",
            "arXiv:1904.05068 §3.2.1",
            "How far apart the examples of a batch lie.",
            [new Parameter.Real("weight", 0.1, 100, Logarithmic: true)],
            c => new RkdDistance(c.Real("weight", 25))
        )
        {
            Usual = Configuration.Of(("weight", Value.Of(25.0))),
        };

    /// <inheritdoc/>
    public ImmutableArray<TapPair> Pair(ModelGraph student, ModelGraph teacher) =>
        [new(FeatureTaps.Embedding(student), FeatureTaps.Embedding(teacher))];

    /// <inheritdoc/>
    public Tensor Compute(IReadOnlyList<FeaturePair> pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        using var scope = NewDisposeScope();
        var (student, teacher) = pairs[0];
        var factor = Scalars.Of(weight);
        var loss = nn.functional.smooth_l1_loss(Distances(student), Distances(teacher));
        return (loss * factor).MoveToOuterDisposeScope();
    }

    // Squares are kept off 0, where the root has no gradient; whatever that leaves on the diagonal is taken away.
    private static Tensor Distances(Tensor features)
    {
        var least = Scalars.Of(1e-12);
        var rows = features.flatten(start_dim: 1); // [batch, features]
        var count = rows.shape[0];
        var squares = rows.Squared().sum(1); // [batch]
        var between = squares.unsqueeze(0).Plus(squares.unsqueeze(1)) - rows.matmul(rows.t()).Times(2);
        var others = eye(count, dtype: rows.dtype, device: rows.device).neg().Plus(1);
        var distances = between.clamp(min: least).sqrt() * others; // [batch, batch]
        var ordered = Scalars.Of(Math.Max(1, count * (count - 1)));
        var positive = Scalars.Of(count > 1 ? 0 : 1);
        return distances / ((distances.sum() / ordered).add(positive, Scalars.Of(1)));
    }
}

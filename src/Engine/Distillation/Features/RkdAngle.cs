using System.Collections.Immutable;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Native;
using Slimfront.Search.Spaces;
using Slimfront.Search.Techniques;
using static TorchSharp.torch;

namespace Slimfront.Engine.Distillation.Features;

/// <summary>
/// The mean over all triplets of examples of smooth-L1(ψ_student, ψ_teacher), where ψ is the cosine of the angle at the
/// first between the two others.
/// </summary>
/// <remarks>
/// Park et al. (2019), "Relational Knowledge Distillation", arXiv:1904.05068, §3.2.2, on what the classifier takes. The
/// mean is over all b³ triplets, those that repeat an example included, as in the authors' code; the paper writes a sum.
/// Where two examples coincide the cosine is 0. Needs memory for b² · (b + features) numbers, several times.
/// </remarks>
/// <param name="weight">Factor of the loss.</param>
public sealed class RkdAngle(double weight) : IFeatureLoss, IDescribed<IFeatureLoss>
{
    /// <inheritdoc/>
    public static Technique<IFeatureLoss> Technique { get; } =
        new(
            "rkd-angle",
            "arXiv:1904.05068 §3.2.2",
            "At which angles the examples of a batch see each other.",
            [new Parameter.Real("weight", 0.1, 100, Logarithmic: true)],
            c => new RkdAngle(c.Real("weight", 50))
        )
        {
            Usual = Configuration.Of(("weight", Value.Of(50.0))),
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
        var loss = nn.functional.smooth_l1_loss(Cosines(student), Cosines(teacher));
        return (loss * factor).MoveToOuterDisposeScope();
    }

    private static Tensor Cosines(Tensor features)
    {
        var least = Scalars.Of(1e-24);
        var rows = features.flatten(start_dim: 1); // [batch, features]
        var differences = rows.unsqueeze(0) - rows.unsqueeze(1); // [batch, batch, features]
        // Squares are kept off 0, where the root has no gradient; a difference of 0 stays one.
        var lengths = differences.Squared().sum(2, keepdim: true).clamp(min: least).sqrt();
        var directions = differences / lengths;
        return directions.bmm(directions.transpose(1, 2)); // [batch, batch, batch]
    }
}

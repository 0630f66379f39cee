using System.Collections.Immutable;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Native;
using Slimfront.Search.Spaces;
using Slimfront.Search.Techniques;
using static TorchSharp.torch;

namespace Slimfront.Engine.Distillation.Features;

/// <summary>Where the student looks: Σⱼ over pairs of layers of the distance of q = Q/‖Q‖₂, with Q = vec(Σ_c A_c²).</summary>
/// <remarks>
/// Zagoruyko and Komodakis (2017), "Paying More Attention to Attention", arXiv:1612.03928, §3.1. The paper's equation 2
/// is β/2 · Σⱼ ‖q_student − q_teacher‖₂; the authors' code instead takes β times the mean over batch and positions of
/// the squared difference. Of maps of different size the larger one is averaged down to the smaller, which the paper
/// does not need. It is known to hurt where student and teacher are of different kinds.
/// </remarks>
/// <param name="isPaper">Whether equation 2 holds, averaged over the batch; else the authors' code.</param>
/// <param name="weight">β.</param>
/// <param name="layers">Pairs of layers, evenly over the depth; the last map is always among them.</param>
public sealed class AttentionTransfer(bool isPaper, double weight, int layers)
    : IFeatureLoss,
        IDescribed<IFeatureLoss>
{
    private const string Paper = "paper";
    private const string Code = "code";

    /// <inheritdoc/>
    public static Technique<IFeatureLoss> Technique { get; } =
        new(
            "attention-transfer",
            "arXiv:1612.03928 §3.1",
            "Where in the image the layers are active.",
            [
                new Parameter.Integer("layers", 1, 4),
                new Parameter.Choice(
                    "variant",
                    [
                        new Option(Paper, new Parameter.Real("weight", 0.1, 100, Logarithmic: true)),
                        new Option(Code, new Parameter.Real("weight", 10, 10_000, Logarithmic: true)),
                    ]
                ),
            ],
            Create
        )
        {
            Usual = Configuration.Of(
                ("layers", Value.Of(3L)),
                ("variant", Value.Of(Paper)),
                ("variant.paper.weight", Value.Of(1.0)),
                ("variant.code.weight", Value.Of(1000.0))
            ),
        };

    /// <inheritdoc/>
    public ImmutableArray<TapPair> Pair(ModelGraph student, ModelGraph teacher) =>
        [
            .. Enumerable
                .Range(1, layers)
                .Select(i => i / (double)layers)
                .Select(d => new TapPair(FeatureTaps.Map(student, d), FeatureTaps.Map(teacher, d)))
                .Distinct(),
        ];

    /// <inheritdoc/>
    public Tensor Compute(IReadOnlyList<FeaturePair> pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        using var scope = NewDisposeScope();
        var sum = pairs.Select(Distance).Aggregate((a, b) => a.Plus(b));
        var factor = Scalars.Of(isPaper ? weight / 2 : weight);
        return (sum * factor).MoveToOuterDisposeScope();
    }

    private static AttentionTransfer Create(Configuration parameters)
    {
        var variant = parameters.Text("variant", Paper);
        var isPaper = variant == Paper;
        var weight = parameters.Real($"variant.{variant}.weight", isPaper ? 1 : 1000);
        return new(isPaper, weight, parameters.Integer("layers", 3));
    }

    private Tensor Distance(FeaturePair pair)
    {
        var (height, width) = (
            Math.Min(pair.Student.shape[2], pair.Teacher.shape[2]),
            Math.Min(pair.Student.shape[3], pair.Teacher.shape[3])
        );
        var difference = Attention(pair.Student, height, width) - Attention(pair.Teacher, height, width); // [batch, H·W]
        return isPaper ? difference.norm(1).mean() : difference.Squared().mean();
    }

    // The sum over channels; their mean is the same once it is normalised.
    private static Tensor Attention(Tensor maps, long height, long width)
    {
        var energy = maps.Squared().sum(1, keepdim: true); // [batch, 1, H, W]
        if (energy.shape[2] != height || energy.shape[3] != width)
            energy = nn.functional.adaptive_avg_pool2d(energy, [height, width]);
        return nn.functional.normalize(energy.flatten(start_dim: 1), p: 2, dim: 1);
    }
}

using System.Collections.Immutable;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Native;
using Slimfront.Engine.Networks;
using Slimfront.Engine.Operators;
using Slimfront.Search.Spaces;
using Slimfront.Search.Techniques;
using static TorchSharp.torch;

namespace Slimfront.Engine.Distillation.Features;

/// <summary>½ · ‖h_teacher − r(g_student)‖², averaged over the batch, through a trained regressor r.</summary>
/// <remarks>
/// Romero et al. (2015), "FitNets: Hints for Thin Deep Nets", arXiv:1412.6550, §2.2, equation 3. In two stages, as in
/// the paper, it is minimised alone first, and only the student's layers up to the guided one learn, with r; then the
/// whole student is distilled, without it. In one stage, as later comparisons do (Tian et al., 2020, arXiv:1910.10699),
/// the weighted mean of the squared differences is added to the loss of the logits.
/// <para>
/// r is a 1×1 convolution between maps and a linear layer between vectors, in one stage with batch normalisation and a
/// rectifier after it, as there; it stands beside the student and is never exported. The paper instead takes a kernel so large that the sizes of the maps become equal, which costs far more
/// weights; here the larger map is averaged down to the smaller, and a map that is compared with a vector is averaged
/// over all its positions.
/// </para>
/// </remarks>
/// <param name="isBefore">Whether there are two stages.</param>
/// <param name="weight">Factor of the mean where there is one stage.</param>
/// <param name="hint">Where the teacher's layer h is, as a share of its depth; the paper takes the middle.</param>
/// <param name="guided">Where the student's layer g is, as a share of its depth.</param>
public sealed class FitNet(bool isBefore, double weight, double hint, double guided)
    : IFeatureLoss,
        IDescribed<IFeatureLoss>
{
    private const string Regressor = Scaffold.Prefix + "regressor";
    private const string Two = "two";
    private const string One = "one";

    /// <inheritdoc/>
    public static Technique<IFeatureLoss> Technique { get; } =
        new(
            "fitnet",
            "arXiv:1412.6550 §2.2",
            "What a layer of the teacher computes, predicted from a layer of the student.",
            [
                new Parameter.Real("hint", 0.25, 1),
                new Parameter.Real("guided", 0.25, 1),
                new Parameter.Choice(
                    "stages",
                    [
                        new Option(Two),
                        new Option(One, new Parameter.Real("weight", 1, 100, Logarithmic: true)),
                    ]
                ),
            ],
            c => new FitNet(
                c.Text("stages", Two) == Two,
                c.Real("stages.one.weight", 100),
                c.Real("hint", 0.5),
                c.Real("guided", 0.5)
            )
        )
        {
            Usual = Configuration.Of(
                ("hint", Value.Of(0.5)),
                ("guided", Value.Of(0.5)),
                ("stages", Value.Of(Two)),
                ("stages.one.weight", Value.Of(100.0))
            ),
        };

    /// <inheritdoc/>
    public bool IsBefore => isBefore;

    /// <inheritdoc/>
    public ModelGraph Extend(ModelGraph student, ModelGraph teacher)
    {
        var from = FeatureTaps.Activation(student, guided);
        var channels = ShapeOf(teacher, FeatureTaps.Activation(teacher, hint)).Channels;
        Operator map =
            ShapeOf(student, from).Rank == 3 ? new Conv(channels, Kernel: 1) : new Linear(channels);
        Node[] nodes = isBefore
            ? [new(Regressor, map, from)]
            :
            [
                new(Regressor + "-map", map, from),
                new(Regressor + "-bn", new BatchNorm(), Regressor + "-map"),
                new(Regressor, new Relu(), Regressor + "-bn"),
            ];
        return Scaffold.Extend(student, nodes, Regressor);
    }

    /// <inheritdoc/>
    public ImmutableArray<TapPair> Pair(ModelGraph student, ModelGraph teacher)
    {
        _ = FeatureTaps.Activation(student, guided);
        return [new(Regressor, FeatureTaps.Activation(teacher, hint))];
    }

    /// <inheritdoc/>
    public Tensor Compute(IReadOnlyList<FeaturePair> pairs)
    {
        ArgumentNullException.ThrowIfNull(pairs);
        using var scope = NewDisposeScope();
        var (student, teacher) = (AsMap(pairs[0].Student), AsMap(pairs[0].Teacher)); // [batch, channels, height, width]
        var (height, width) = (
            Math.Min(student.shape[2], teacher.shape[2]),
            Math.Min(student.shape[3], teacher.shape[3])
        );
        var squares = (Averaged(teacher, height, width) - Averaged(student, height, width)).Squared();
        var factor = Scalars.Of(isBefore ? 0.5 / squares.shape[0] : weight);
        var loss = isBefore ? squares.sum() : squares.mean();
        return (loss * factor).MoveToOuterDisposeScope();
    }

    private static Tensor AsMap(Tensor values) =>
        values.dim() == 2 ? values.unsqueeze(2).unsqueeze(3) : values;

    private static Tensor Averaged(Tensor maps, long height, long width) =>
        maps.shape[2] == height && maps.shape[3] == width
            ? maps
            : nn.functional.adaptive_avg_pool2d(maps, [height, width]);

    private static Shape ShapeOf(ModelGraph graph, string node) =>
        graph.Steps.First(s => s.Node.Name == node).Shape;
}

using Slimfront.Engine.Operators;
using Slimfront.Engine.Training.Rules;
using Slimfront.Search.Spaces;
using Slimfront.Search.Techniques;
using static TorchSharp.torch;

namespace Slimfront.Engine.Pruning.Criteria;

/// <summary>|γ| of the normalisation of a channel; the mean where it is normalised several times.</summary>
/// <remarks>
/// Liu et al. (2017), "Network Slimming", arXiv:1708.06519, §3. A group that is never normalised has no γ; its channels
/// are judged by Σ|w| of their filters, so that networks without normalisation in every layer can be judged too. The
/// paper trains with a penalty on |γ| first: training "sparse" does so, "usual" judges what any training left.
/// </remarks>
public sealed class BatchNormGamma : IPruningCriterion, IDescribed<IPruningCriterion>
{
    /// <inheritdoc/>
    public static Technique<IPruningCriterion> Technique { get; } =
        new(
            "bn-gamma",
            "arXiv:1708.06519 §3",
            "Magnitude of the scale that batch normalisation gives a channel.",
            [
                new Parameter.Choice(
                    "training",
                    [
                        new Option("usual"),
                        new Option(
                            "sparse",
                            new Parameter.Real(GammaSparsity.Name, 0.05, 2, Logarithmic: true)
                        ),
                    ]
                ),
            ],
            _ => new BatchNormGamma()
        );

    /// <inheritdoc/>
    public Tensor Score(GroupEvidence group, Random random)
    {
        using var scope = NewDisposeScope();
        var role = group.Of(TensorRole.Gain).Any() ? TensorRole.Gain : TensorRole.Weight;
        var magnitudes = group.Of(role).Select(m => Magnitude(m.Values, role));
        return stack(magnitudes).mean([0]).MoveToOuterDisposeScope();
    }

    // A channel may have several γ in one tensor: its positions after flattening. They are averaged, weights are added.
    private static Tensor Magnitude(Tensor values, TensorRole role) =>
        role == TensorRole.Gain ? values.abs().mean([1]) : values.abs().sum(dim: 1); // [channels]
}

using Slimfront.Search.Techniques;
using static TorchSharp.torch;

namespace Slimfront.Engine.Pruning.Criteria;

/// <summary>Uniform scores: the baseline that every other criterion has to beat.</summary>
public sealed class RandomChannels : IPruningCriterion, IDescribed<IPruningCriterion>
{
    /// <inheritdoc/>
    public static Technique<IPruningCriterion> Technique { get; } =
        new("random", "—", "Channels at random: the baseline.", [], _ => new RandomChannels());

    /// <inheritdoc/>
    public Tensor Score(GroupEvidence group, Random random)
    {
        var scores = new double[group.Group.Channels];
        for (var c = 0; c < scores.Length; c++)
            scores[c] = random.NextDouble();
        return tensor(scores);
    }
}

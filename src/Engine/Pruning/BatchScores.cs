using System.Collections.Immutable;
using Slimfront.Engine.Channels;
using Slimfront.Engine.Networks;
using Slimfront.Engine.Tasks;
using static TorchSharp.torch;

namespace Slimfront.Engine.Pruning;

/// <summary>Lets a criterion that needs gradients or activations judge a network on training batches.</summary>
/// <remarks>
/// The network answers as it does after training, with its running statistics: by those of the batch a filter's length
/// would not matter to the loss, and Σ g·w would be 0 for every filter that is normalised.
/// </remarks>
public static class BatchScores
{
    private const int Size = 64;
    private const int MostBatches = 16;

    /// <summary>The mean of the scores over up to 16 batches of 64 examples.</summary>
    /// <remarks>
    /// Scores from gradients are averaged over batches, since each is the estimate of one batch; those from activations
    /// over examples, so that a smaller last batch counts less.
    /// </remarks>
    /// <param name="map">The channels of the network's graph.</param>
    /// <param name="network">The network; its gradients are zero afterwards.</param>
    /// <param name="data">Where examples are drawn from.</param>
    /// <param name="criterion">The judge.</param>
    /// <param name="loss">What gradients are of.</param>
    /// <param name="seed">Where all randomness comes from.</param>
    public static ImmutableArray<double[]> Of(
        ChannelMap map,
        Network network,
        IExamples data,
        IPruningCriterion criterion,
        ITargetLoss loss,
        ulong seed
    )
    {
        using var batches = data.Sample(seed, "judge", Size, MostBatches);
        var examples = Enumerable.Range(0, batches.Count).Sum(batches.Size);
        var means = map.Groups.Select(g => new double[g.Channels]).ToImmutableArray();
        for (var i = 0; i < batches.Count; i++)
        {
            var byGradients = criterion.Needs.HasFlag(CriterionNeeds.Gradients);
            var scores = Judge(map, network, batches, i, criterion, loss, seed);
            for (var g = 0; g < means.Length; g++)
            for (var c = 0; c < means[g].Length; c++)
                means[g][c] += byGradients
                    ? scores[g][c] / batches.Count
                    : scores[g][c] * batches.Size(i) / examples;
        }

        Forget(network);
        return means;
    }

    private static ImmutableArray<double[]> Judge(
        ChannelMap map,
        Network network,
        IBatches batches,
        int number,
        IPruningCriterion criterion,
        ITargetLoss loss,
        ulong seed
    )
    {
        using var scope = NewDisposeScope();
        var batch = batches[number];
        if (!criterion.Needs.HasFlag(CriterionNeeds.Gradients))
        {
            using var noGradients = no_grad();
            return ChannelScores.Of(map, network.Tensors, criterion, seed, activations: Answer().Taps);
        }

        Forget(network);
        var answer = Answer();
        loss.Of(answer.Answers, batch.Targets).backward();
        return ChannelScores.Of(
            map,
            network.Tensors,
            criterion,
            seed,
            network.GradientsByName,
            criterion.Needs.HasFlag(CriterionNeeds.Activations) ? answer.Taps : null
        );

        Activations Answer() => network.Forward(batch.Inputs, training: false, Taps(map, criterion));
    }

    private static ImmutableArray<string> Taps(ChannelMap map, IPruningCriterion criterion) =>
        criterion.Needs.HasFlag(CriterionNeeds.Activations)
            ?
            [
                .. Rectified
                    .Of(map)
                    .SelectMany(sites => sites)
                    .Select(s => s.Node)
                    .Distinct(StringComparer.Ordinal),
            ]
            : [];

    private static void Forget(Network network)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        network.Gradients.zero_();
    }
}

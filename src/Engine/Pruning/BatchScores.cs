using System.Collections.Immutable;
using Slimfront.Engine.Networks;
using Slimfront.Search.Randomness;
using static TorchSharp.torch;

namespace Slimfront.Engine.Pruning;

/// <summary>Lets a criterion that needs gradients judge a network on training batches.</summary>
/// <remarks>
/// The network answers as it does after training, with its running statistics: by those of the batch a filter's length
/// would not matter to the loss, and Σ g·w would be 0 for every filter that is normalised.
/// </remarks>
public static class BatchScores
{
    private const int Batch = 64;
    private const int MostBatches = 16;

    /// <summary>The mean of the scores over up to 16 batches of 64 examples.</summary>
    /// <param name="map">The channels of the network's graph.</param>
    /// <param name="network">The network; its gradients are zero afterwards.</param>
    /// <param name="data">Where examples are drawn from.</param>
    /// <param name="criterion">The judge.</param>
    /// <param name="seed">Where all randomness comes from.</param>
    public static ImmutableArray<double[]> Of(
        ChannelMap map,
        Network network,
        DeviceSplit data,
        IPruningCriterion criterion,
        ulong seed
    )
    {
        var order = Enumerable.Range(0, (int)data.Count).Select(i => (long)i).ToArray();
        Seed.For(seed, "judge").Shuffle(order);
        var batches = order.Chunk(Batch).Take(MostBatches).ToArray();
        var means = map.Groups.Select(g => new double[g.Channels]).ToImmutableArray();
        foreach (var batch in batches)
        {
            Differentiate(network, data, batch);
            var scores = ChannelScores.Of(map, network.Tensors, criterion, seed, network.GradientsByName);
            for (var g = 0; g < means.Length; g++)
            for (var c = 0; c < means[g].Length; c++)
                means[g][c] += scores[g][c] / batches.Length;
        }

        Forget(network);
        return means;
    }

    private static void Differentiate(Network network, DeviceSplit data, long[] batch)
    {
        using var scope = NewDisposeScope();
        Forget(network);
        var indices = tensor(batch, device: network.Device);
        var logits = network.Forward(data.Inputs.index_select(0, indices), training: false).Logits;
        nn.functional.cross_entropy(logits, data.Labels.index_select(0, indices)).backward();
    }

    private static void Forget(Network network)
    {
        using var noGradients = no_grad();
        network.Gradients.zero_();
    }
}

using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Native;
using Slimfront.Engine.Networks;
using Slimfront.Search.Randomness;
using static TorchSharp.torch;

namespace Slimfront.Engine.Tickets;

/// <summary>The gradient of the loss at a network's weights, for rules that look at the beginning of a training.</summary>
public static class WeightGradients
{
    private const int Batch = 64;
    private const int MostBatches = 16;

    /// <summary>The sum of the gradients of the cross entropy over up to 16 batches of 64 examples, in training mode.</summary>
    /// <param name="model">The network.</param>
    /// <param name="data">Where examples are drawn from.</param>
    /// <param name="seed">Where all randomness comes from.</param>
    /// <returns>By tensor.</returns>
    public static IReadOnlyDictionary<string, float[]> Of(Model model, DeviceSplit data, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(data);
        NativeTorch.Load();
        using var scope = NewDisposeScope();
        using var network = new Network(model, data.Inputs.device);
        var order = Enumerable.Range(0, data.Count).Select(i => (long)i).ToArray();
        Seed.For(seed, "gradients").Shuffle(order);
        random.manual_seed(unchecked((long)Seed.Derive(seed, "gradients", 1)));
        foreach (var batch in order.Chunk(Batch).Take(MostBatches))
        {
            // Normalisation has no variance of one example.
            if (batch.Length == 1 && order.Length > 1)
                continue;
            using var inner = NewDisposeScope();
            var indices = tensor(batch, device: network.Device);
            var logits = network.Forward(data.Inputs.index_select(0, indices), training: true).Logits;
            nn.functional.cross_entropy(logits, data.Labels.index_select(0, indices)).backward();
        }
        return network.GradientsByName.ToDictionary(
            g => g.Key,
            g => FlatBuffer.Read(g.Value),
            StringComparer.Ordinal
        );
    }
}

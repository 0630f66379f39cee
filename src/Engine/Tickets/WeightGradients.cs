using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Native;
using Slimfront.Engine.Networks;
using Slimfront.Engine.Tasks;
using Slimfront.Search.Randomness;
using static TorchSharp.torch;

namespace Slimfront.Engine.Tickets;

/// <summary>The gradient of the loss at a network's weights, for rules that look at the beginning of a training.</summary>
public static class WeightGradients
{
    private const int Size = 64;
    private const int MostBatches = 16;

    /// <summary>The sum of the gradients of the loss over up to 16 batches of 64 examples, in training mode.</summary>
    /// <param name="model">The network.</param>
    /// <param name="data">Where examples are drawn from.</param>
    /// <param name="loss">The task's.</param>
    /// <param name="seed">Where all randomness comes from.</param>
    /// <returns>By tensor.</returns>
    public static IReadOnlyDictionary<string, float[]> Of(
        Model model,
        IExamples data,
        ITargetLoss loss,
        ulong seed
    )
    {
        ArgumentNullException.ThrowIfNull(data);
        NativeTorch.Load();
        using var scope = NewDisposeScope();
        using var network = new Network(model, data.Device);
        using var batches = data.Sample(seed, "gradients", Size, MostBatches);
        random.manual_seed(unchecked((long)Seed.Derive(seed, "gradients", 1)));
        for (var i = 0; i < batches.Count; i++)
        {
            // Normalisation has no variance of one example.
            if (batches.Size(i) == 1 && data.Count > 1)
                continue;
            using var inner = NewDisposeScope();
            var batch = batches[i];
            var answers = network.Forward(batch.Inputs, training: true).Answers;
            loss.Of(answers, batch.Targets).backward();
        }
        return network.GradientsByName.ToDictionary(
            g => g.Key,
            g => FlatBuffer.Read(g.Value),
            StringComparer.Ordinal
        );
    }
}

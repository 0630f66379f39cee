using Slimfront.Engine.Networks;
using static TorchSharp.torch;

namespace Slimfront.Engine.Measuring;

/// <summary>How well a network classifies.</summary>
/// <param name="Accuracy">Share of examples whose largest logit is that of their class, 0 to 1.</param>
/// <param name="Loss">Mean cross entropy in nats.</param>
public readonly record struct Classification(double Accuracy, double Loss)
{
    private const int BatchSize = 500;

    /// <summary>Classifies every example of a split, in evaluation mode.</summary>
    /// <param name="network">The network.</param>
    /// <param name="data">The split.</param>
    /// <param name="afterBatch">Called with the share done, 0 to 1; may throw to stop.</param>
    public static Classification Of(Network network, IExamples data, Action<double> afterBatch)
    {
        ArgumentNullException.ThrowIfNull(afterBatch);
        var (right, loss) = (0L, 0.0);
        ForEachBatch(
            network,
            data,
            (logits, labels, start) =>
            {
                right += logits.argmax(1).eq(labels).sum().cpu().item<long>();
                loss += nn
                    .functional.cross_entropy(logits, labels, reduction: nn.Reduction.Sum)
                    .cpu()
                    .item<float>();
                afterBatch((start + logits.shape[0]) / (double)data.Count);
            }
        );
        return new(right / (double)data.Count, loss / data.Count);
    }

    /// <summary>The logits of every example of a split, in its order.</summary>
    /// <returns>Values of shape [count, classes], the last axis fastest.</returns>
    public static float[] Logits(Network network, IExamples data, Action<double> afterBatch)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(afterBatch);
        var all = new float[(long)data.Count * network.Graph.Classes];
        ForEachBatch(
            network,
            data,
            (logits, _, start) =>
            {
                FlatBuffer.Read(logits).CopyTo(all, start * network.Graph.Classes);
                afterBatch((start + logits.shape[0]) / (double)data.Count);
            }
        );
        return all;
    }

    private static void ForEachBatch(Network network, IExamples data, Action<Tensor, Tensor, int> use)
    {
        using var inference = inference_mode();
        using var batches = data.Pass(BatchSize);
        for (var i = 0; i < batches.Count; i++)
        {
            using var scope = NewDisposeScope();
            var batch = batches[i];
            use(network.Forward(batch.Inputs, training: false).Logits, batch.Labels, i * BatchSize);
        }
    }
}

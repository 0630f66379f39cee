using Slimfront.Engine.Networks;
using Slimfront.Engine.Tasks;
using Slimfront.Search.Objectives;
using static TorchSharp.torch;

namespace Slimfront.Engine.Measuring;

/// <summary>What a network answers for the examples of a split, in evaluation mode.</summary>
public static class Answers
{
    private const int BatchSize = 500;

    /// <summary>Measures the answers for every example.</summary>
    /// <param name="network">The network.</param>
    /// <param name="data">The split.</param>
    /// <param name="meter">The task's.</param>
    /// <param name="afterBatch">Called with the share done, 0 to 1; may throw to stop.</param>
    public static Measurement Measure(
        Network network,
        IExamples data,
        IMeter meter,
        Action<double> afterBatch
    )
    {
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(meter);
        ArgumentNullException.ThrowIfNull(afterBatch);
        ForEachBatch(
            network,
            data,
            (answers, targets, start) =>
            {
                meter.Add(answers, targets);
                afterBatch((start + answers.shape[0]) / (double)data.Count);
            }
        );
        return meter.Result;
    }

    /// <summary>The answers for every example, in the split's order.</summary>
    /// <returns>Values of shape [count, outputs], the last axis fastest.</returns>
    public static float[] Of(Network network, IExamples data, Action<double> afterBatch)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(afterBatch);
        var all = new float[(long)data.Count * network.Graph.Outputs];
        ForEachBatch(
            network,
            data,
            (answers, _, start) =>
            {
                FlatBuffer.Read(answers).CopyTo(all, start * network.Graph.Outputs);
                afterBatch((start + answers.shape[0]) / (double)data.Count);
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
            use(network.Forward(batch.Inputs, training: false).Answers, batch.Targets, i * BatchSize);
        }
    }
}

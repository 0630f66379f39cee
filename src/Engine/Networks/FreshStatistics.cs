using Slimfront.Engine.Graphs;
using Slimfront.Engine.Native;
using Slimfront.Engine.Operators;
using static TorchSharp.torch;

namespace Slimfront.Engine.Networks;

/// <summary>The statistics of batch normalisation as a network's present weights give them.</summary>
/// <remarks>
/// Up to 32 batches of 128 training examples pass through the network, each normalised by its own mean and variance as in training, with
/// nothing dropped. The running mean becomes the mean of the batches' means, the running variance that of their unbiased variances.
/// Li et al. (2020), arXiv:2007.02491, §3.2.
/// </remarks>
public static class FreshStatistics
{
    private const int Batch = 128;
    private const int MostBatches = 32;

    /// <summary>Whether a graph has any statistics to take.</summary>
    public static bool AreIn(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return graph.Nodes.Any(n => n.Operator is BatchNorm);
    }

    /// <summary>Takes them; nothing else of the network changes.</summary>
    /// <param name="network">Its rule, if it has one, is not asked.</param>
    /// <param name="data">The training split.</param>
    /// <param name="seed">Where the choice of examples comes from.</param>
    /// <param name="advance">Told the share that is done.</param>
    public static void Take(Network network, IExamples data, ulong seed, Action<double> advance)
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(data);
        ArgumentNullException.ThrowIfNull(advance);
        using var batches = data.Sample(seed, "statistics", Batch, MostBatches);
        // A smaller rest would count as much as a whole batch.
        var count =
            batches.Count > 1 && batches.Size(batches.Count - 1) < Batch ? batches.Count - 1 : batches.Count;
        using var outer = NewDisposeScope();
        using var noGradients = no_grad();
        using var rule = new BatchStatistics();
        var before = network.Rule;
        network.Rule = rule;
        for (var i = 0; i < count; i++)
        {
            using var scope = NewDisposeScope();
            network.Forward(batches[i].Inputs, training: false);
            advance((i + 1.0) / count);
        }
        network.Rule = before;
        rule.Write(network, count);
    }

    // Normalises by the batch and adds up what it saw.
    private sealed class BatchStatistics : IForwardRule, IDisposable
    {
        private readonly Dictionary<string, (Tensor Mean, Tensor Variance)> _sums = new(
            StringComparer.Ordinal
        );

        public Tensor? Forward(
            Step step,
            IReadOnlyList<Tensor> inputs,
            IReadOnlyList<Tensor> tensors,
            bool training
        )
        {
            if (step.Node.Operator is not BatchNorm norm)
                return null;
            var (mean, variance) = (zeros_like(tensors[2]), zeros_like(tensors[3]));
            // A momentum of 1 leaves the batch's own statistics.
            var value = (norm with { Momentum = 1 }).Forward(
                inputs,
                [tensors[0], tensors[1], mean, variance],
                training: true
            );
            if (_sums.TryGetValue(step.Node.Name, out var sums))
            {
                sums.Mean.Add(mean);
                sums.Variance.Add(variance);
            }
            else
                _sums.Add(step.Node.Name, (mean.DetachFromDisposeScope(), variance.DetachFromDisposeScope()));
            return value;
        }

        public void Write(Network network, int batches)
        {
            foreach (var (node, (mean, variance)) in _sums)
            {
                network.Tensors[$"{node}.running_mean"].copy_(mean.Times(1.0 / batches));
                network.Tensors[$"{node}.running_var"].copy_(variance.Times(1.0 / batches));
            }
        }

        public void Dispose()
        {
            foreach (var (mean, variance) in _sums.Values)
            {
                mean.Dispose();
                variance.Dispose();
            }
        }
    }
}

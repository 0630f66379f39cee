using Slimfront.Engine.Graphs;
using static TorchSharp.torch;

namespace Slimfront.Engine.Networks;

/// <summary>Computes a network on many examples one node after the other, so that a node can be changed before others see its value.</summary>
public static class NodeByNode
{
    /// <summary>The most values that are alive at a time for one example.</summary>
    public static long MostValues(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        var last = LastReaders(graph);
        var (alive, most) = (0L, 0L);
        for (var i = 0; i < last.Length; i++)
        {
            alive += graph.Steps[i].Shape.Elements;
            most = Math.Max(most, alive);
            for (var p = 0; p <= i; p++)
                alive -= last[p] == i ? graph.Steps[p].Shape.Elements : 0;
        }
        return most;
    }

    /// <summary>Each node with its values of all batches, in evaluation. They may be changed, and are gone after their last reader.</summary>
    /// <param name="network">The network; whoever enumerates may change it, too.</param>
    /// <param name="inputs">Normalised, each of shape [batch, …]; they are disposed of.</param>
    public static IEnumerable<(Step Step, IReadOnlyList<Tensor> Values)> Walk(
        Network network,
        IEnumerable<Tensor> inputs
    )
    {
        ArgumentNullException.ThrowIfNull(network);
        ArgumentNullException.ThrowIfNull(inputs);
        var steps = network.Graph.Steps;
        var last = LastReaders(network.Graph);
        var batches = inputs.Select(batch => Begin(network, batch, steps.Length)).ToArray();
        try
        {
            for (var i = 0; i < steps.Length; i++)
            {
                if (i > 0)
                    foreach (var values in batches)
                        values[i] = Value(network, i, values);
                yield return (steps[i], [.. batches.Select(v => v[i])]);
                foreach (var values in batches)
                    for (var p = 0; p <= i; p++)
                        if (last[p] == i)
                            values[p].Dispose();
            }
        }
        finally
        {
            foreach (var value in batches.SelectMany(v => v))
                value?.Dispose();
        }
    }

    private static Tensor[] Begin(Network network, Tensor batch, int steps)
    {
        using var scope = NewDisposeScope();
        var values = new Tensor[steps];
        values[0] = network.Arrange(batch).alias().DetachFromDisposeScope();
        batch.Dispose();
        return values;
    }

    // Of its own, also where an operator hands on what it takes.
    private static Tensor Value(Network network, int place, Tensor[] values)
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var value = network.Compute(place, values, training: false, poolsFirst: false);
        var isShared = values.Take(place).Any(v => ReferenceEquals(v, value));
        return (isShared ? value.alias() : value).DetachFromDisposeScope();
    }

    private static int[] LastReaders(ModelGraph graph)
    {
        var last = Enumerable.Range(0, graph.Steps.Length).ToArray();
        for (var i = 0; i < last.Length; i++)
            foreach (var source in graph.Steps[i].Sources)
                last[source] = i;
        return last;
    }
}

using System.Collections.Immutable;
using Slimfront.Engine.Channels;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Operators;
using static TorchSharp.torch;

namespace Slimfront.Engine.Tests.Pruning;

/// <summary>Runs graphs on plain dictionaries of tensors.</summary>
internal static class Network
{
    /// <summary>Random tensors; running variances are positive.</summary>
    public static Dictionary<string, Tensor> Tensors(ModelGraph graph, long seed)
    {
        var generator = new Generator((ulong)seed);
        return graph.Tensors.ToDictionary(
            t => t.Name,
            t =>
            {
                var values = randn(t.Shape.AsSpan(), generator: generator) / Math.Sqrt(Math.Max(1, t.FanIn));
                return t.Role == TensorRole.RunningVariance ? values.abs() + 0.5 : values;
            },
            StringComparer.Ordinal
        );
    }

    /// <summary>Logits of a batch, shape [batch, classes].</summary>
    public static Tensor Forward(
        ModelGraph graph,
        IReadOnlyDictionary<string, Tensor> tensors,
        Tensor batch,
        bool training = false
    ) => Values(graph, tensors, batch, training)[^1];

    /// <summary>What the nodes answer to a batch, by name.</summary>
    public static Dictionary<string, Tensor> Answers(
        ModelGraph graph,
        IReadOnlyDictionary<string, Tensor> tensors
    )
    {
        var values = Values(graph, tensors, Batch(graph), training: false);
        return graph
            .Nodes.Select((n, i) => (n.Name, Value: values[i]))
            .ToDictionary(n => n.Name, n => n.Value, StringComparer.Ordinal);
    }

    // The mask makes of each node's value, by place, what others take.
    private static Tensor[] Values(
        ModelGraph graph,
        IReadOnlyDictionary<string, Tensor> tensors,
        Tensor batch,
        bool training,
        Func<int, Tensor, Tensor>? mask = null
    )
    {
        var values = new Tensor[graph.Steps.Length];
        for (var i = 0; i < values.Length; i++)
        {
            var step = graph.Steps[i];
            Tensor[] inputs = i == 0 ? [batch] : [.. step.Sources.Select(s => values[s])];
            values[i] = step.Node.Operator.Forward(
                inputs,
                [.. step.Tensors.Select(t => tensors[t.Name])],
                training
            );
            values[i] = mask?.Invoke(i, values[i]) ?? values[i];
        }

        return values;
    }

    private static Tensor Batch(ModelGraph graph) =>
        randn([5, .. graph.Input.Dimensions.Select(d => (long)d)], generator: new Generator(11));

    /// <summary>The largest difference between the logits of the cut and of the masked network.</summary>
    public static double Difference(
        ChannelMap map,
        IReadOnlyDictionary<string, Tensor> tensors,
        IReadOnlyList<ImmutableArray<int>> kept
    )
    {
        var batch = Batch(map.Graph);
        var cut = map.Prune(kept);
        var small = Forward(cut.Graph, TensorCutter.Apply(tensors, cut), batch);
        var whole = Forward(map.Graph, Masked(map, tensors, kept), batch);
        return (small - whole).abs().max().item<float>();
    }

    /// <summary>The same, where the whole network takes every removed channel of every value as 0 instead.</summary>
    public static double DifferenceOfValues(
        ChannelMap map,
        IReadOnlyDictionary<string, Tensor> tensors,
        IReadOnlyList<ImmutableArray<int>> kept
    )
    {
        var batch = Batch(map.Graph);
        var cut = map.Prune(kept);
        var survives = Cutting.Survivors(map, kept);
        var small = Forward(cut.Graph, TensorCutter.Apply(tensors, cut), batch);
        var whole = Values(map.Graph, tensors, batch, training: false, Mask)[^1];
        return (small - whole).abs().max().item<float>();

        Tensor Mask(int place, Tensor value) =>
            value
            * tensor([.. map.Flows[place].Output.Select(c => survives[c] ? 1f : 0f)])
                .reshape([1, value.shape[1], .. value.shape.Skip(2).Select(_ => 1L)]);
    }

    // Zeroes weights, biases, γ and β of the channels that are not kept: they then carry zeros everywhere.
    private static Dictionary<string, Tensor> Masked(
        ChannelMap map,
        IReadOnlyDictionary<string, Tensor> tensors,
        IReadOnlyList<ImmutableArray<int>> kept
    )
    {
        var masked = tensors.ToDictionary(t => t.Key, t => t.Value.clone(), StringComparer.Ordinal);
        foreach (var group in map.Groups)
        foreach (var slices in group.Slices.Where(s => s.Axis == 0))
        {
            if (slices.Role is TensorRole.RunningMean or TensorRole.RunningVariance)
                continue;
            long[] gone =
            [
                .. Enumerable
                    .Range(0, group.Channels)
                    .Except(kept[group.Index])
                    .SelectMany(c => slices.Positions[c])
                    .Select(p => (long)p),
            ];
            if (gone.Length > 0)
                masked[slices.Tensor].index_fill_(0, tensor(gone), 0);
        }

        return masked;
    }
}

using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Operators;

namespace Slimfront.Engine.Networks;

/// <summary>Gives a network a new last layer, for other classes than those it was trained on.</summary>
public static class NewHead
{
    /// <summary>The same network whose last layer answers so many numbers, with fresh values.</summary>
    /// <param name="model">The network.</param>
    /// <param name="outputs">How many numbers it is to answer.</param>
    /// <param name="seed">Where the new values come from.</param>
    /// <exception cref="GraphException">It has no last layer that everything it answers comes from.</exception>
    public static Model Of(Model model, int outputs, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(model);
        var head = Find(model.Graph);
        var graph = new ModelGraph(
            model.Graph.Nodes.Select(n =>
                n.Name != head.Name
                    ? n
                    : n with
                    {
                        Operator = n.Operator switch
                        {
                            Linear linear => linear with { Out = outputs },
                            Conv conv => conv with { Out = outputs },
                            var other => other,
                        },
                    }
            )
        );
        if (graph.Outputs != outputs)
            throw new GraphException(
                $"has the last layer '{head.Name}', of which every output becomes {graph.Outputs / outputs} numbers"
            );
        var fresh = FreshModel.Of(graph, model.Normalisation, seed).Tensors;
        var own = graph.Steps.First(s => s.Node.Name == head.Name).Tensors.Select(t => t.Name);
        return model with
        {
            Graph = graph,
            Tensors = model.Tensors.SetItems(own.Select(t => KeyValuePair.Create(t, fresh[t]))),
        };
    }

    private static Node Find(ModelGraph graph)
    {
        var nodes = graph.Nodes.ToDictionary(n => n.Name, StringComparer.Ordinal);
        var node = nodes[graph.Nodes[^1].Inputs[0]];
        while (node.Operator is not (Linear or Conv { Groups: 1 }))
            node = node.Operator is Activation or Flatten or GlobalAvgPool or AvgPool or Dropout
                ? nodes[node.Inputs[0]]
                : throw new GraphException(
                    $"ends in '{node.Name}' ({node.Operator.Kind}), before which no layer makes all of its answers"
                );
        return node;
    }
}

using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Operators;

namespace Slimfront.Engine.Networks;

/// <summary>What is trained beside a student and never exported: a regressor, the peers of mutual learning.</summary>
/// <remarks>
/// It is part of an extended graph, so it shares the student's flat buffers, optimizer and checkpoints, and the training
/// loop knows nothing of it. Its nodes have names that begin with <see cref="Prefix"/> and stand after the student's;
/// the output takes their ends as further inputs. An artifact holds it only while the training is to be continued.
/// </remarks>
public static class Scaffold
{
    /// <summary>The beginning of the names of all nodes that are not the student's.</summary>
    public const string Prefix = "beside-";

    /// <summary>A student's graph with further nodes beside it.</summary>
    /// <param name="student">The student.</param>
    /// <param name="nodes">They may take values of the student's nodes.</param>
    /// <param name="ends">Those of them that no other node takes.</param>
    /// <exception cref="GraphException">The nodes do not fit.</exception>
    public static ModelGraph Extend(
        ModelGraph student,
        IEnumerable<Node> nodes,
        params IEnumerable<string> ends
    )
    {
        ArgumentNullException.ThrowIfNull(student);
        var output = student.Nodes[^1];
        return new([.. student.Nodes[..^1], .. nodes, output with { Inputs = [.. output.Inputs, .. ends] }]);
    }

    /// <summary>A student's model under an extended graph; what stands beside it is fresh.</summary>
    /// <param name="student">The student.</param>
    /// <param name="extended">Its graph with nodes beside it.</param>
    /// <param name="seed">Where fresh values come from.</param>
    public static Model Extend(Model student, ModelGraph extended, ulong seed)
    {
        ArgumentNullException.ThrowIfNull(student);
        var fresh = FreshModel.Of(extended, student.Normalisation, seed);
        return student with { Graph = extended, Tensors = fresh.Tensors.SetItems(student.Tensors) };
    }

    /// <summary>Whether anything stands beside the student.</summary>
    public static bool Has(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return graph.Nodes.Any(n => IsBeside(n.Name));
    }

    /// <summary>The student's own graph; a graph with nothing beside it is its own.</summary>
    public static ModelGraph Strip(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        if (!Has(graph))
            return graph;
        return new(
            graph
                .Nodes.Where(n => !IsBeside(n.Name))
                .Select(n =>
                    n.Operator is Output ? n with { Inputs = [.. n.Inputs.Where(i => !IsBeside(i))] } : n
                )
        );
    }

    /// <summary>The student alone.</summary>
    public static Model Strip(Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var graph = Strip(model.Graph);
        return ReferenceEquals(graph, model.Graph)
            ? model
            : model with
            {
                Graph = graph,
                Tensors = model.Tensors.RemoveRange(model.Tensors.Keys.Where(IsBeside)),
            };
    }

    private static bool IsBeside(string name) => name.StartsWith(Prefix, StringComparison.Ordinal);
}

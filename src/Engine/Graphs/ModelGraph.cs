using System.Collections.Immutable;
using Slimfront.Engine.Operators;

namespace Slimfront.Engine.Graphs;

/// <summary>The architecture of a network: nodes in topological order, from one input to one output.</summary>
/// <remarks>
/// Immutable, compared by content, checked when it is made: whatever exists has shapes that fit. Holds no weights and
/// needs no libtorch.
/// </remarks>
public sealed class ModelGraph : IEquatable<ModelGraph>
{
    private string? _json;

    /// <summary>A graph of the given nodes.</summary>
    /// <param name="nodes">Each after its inputs; the first is the input, the last the output.</param>
    /// <exception cref="GraphException">The graph cannot be; the message names the node and its operator.</exception>
    public ModelGraph(params IEnumerable<Node> nodes)
    {
        Nodes = [.. nodes];
        Steps = GraphCheck.Place(Nodes);
        Tensors = [.. Steps.SelectMany(s => s.Tensors)];
        try
        {
            Parameters = Tensors.Where(t => t.IsTrainable).Sum(t => t.Elements);
            Macs = Steps.Sum(s => s.Macs);
        }
        catch (OverflowException)
        {
            throw new GraphException("The graph is too large.");
        }
    }

    /// <summary>The nodes, each after its inputs.</summary>
    public ImmutableArray<Node> Nodes { get; }

    /// <summary>The nodes with what follows from their places; the order in which a network computes them.</summary>
    public ImmutableArray<Step> Steps { get; }

    /// <summary>Every tensor, in the order of the nodes, under names like those of a PyTorch state: "conv1.weight".</summary>
    public ImmutableArray<TensorSpec> Tensors { get; }

    /// <summary>The number of trainable numbers.</summary>
    public long Parameters { get; }

    /// <summary>Multiply-accumulate operations for one input; see <see cref="Operator.Macs"/> for what counts.</summary>
    public long Macs { get; }

    /// <summary>The shape of one input.</summary>
    public Shape Input => Steps[0].Shape;

    /// <summary>How many numbers it answers for one input.</summary>
    public int Outputs => Steps[^1].Shape.Channels;

    /// <summary>Reads a graph's text form.</summary>
    /// <exception cref="GraphException">
    /// The text is not a graph, of a newer format, or names an unknown operator; the message says which.
    /// </exception>
    public static ModelGraph FromJson(string json) => GraphJson.Read(json);

    /// <summary>The canonical text form: equal graphs have equal text.</summary>
    public string ToJson() => _json ??= GraphJson.Write(this);

    /// <summary>For each place whether one of the given places is it or depends on it.</summary>
    public bool[] Ancestors(IEnumerable<int> places)
    {
        ArgumentNullException.ThrowIfNull(places);
        var isNeeded = new bool[Steps.Length];
        foreach (var place in places)
            isNeeded[place] = true;
        for (var i = Steps.Length - 1; i >= 0; i--)
            foreach (var source in isNeeded[i] ? Steps[i].Sources : [])
                isNeeded[source] = true;
        return isNeeded;
    }

    /// <summary>By content: the same nodes in the same order.</summary>
    public bool Equals(ModelGraph? other) => other is not null && Nodes.SequenceEqual(other.Nodes);

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as ModelGraph);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Nodes.Length, Parameters, Macs);

    /// <summary>One line: "input 1×8×8 → conv1 16×8×8 → … → output 10".</summary>
    public override string ToString() => string.Join(" → ", Steps.Select(s => $"{s.Node.Name} {s.Shape}"));
}

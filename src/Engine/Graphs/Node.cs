using System.Collections.Immutable;
using Slimfront.Engine.Operators;

namespace Slimfront.Engine.Graphs;

/// <summary>A named use of an operator.</summary>
/// <param name="Name">Unique in its graph; the first part of its tensors' names.</param>
/// <param name="Operator">What it computes.</param>
/// <param name="Inputs">The names of the nodes whose values it takes, in order.</param>
public sealed record Node(string Name, Operator Operator, params ImmutableArray<string> Inputs)
{
    /// <summary>By content.</summary>
    public bool Equals(Node? other) =>
        other is not null
        && string.Equals(Name, other.Name, StringComparison.Ordinal)
        && Operator.Equals(other.Operator)
        && Inputs.SequenceEqual(other.Inputs, StringComparer.Ordinal);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(StringComparer.Ordinal.GetHashCode(Name), Operator);
}

/// <summary>A node in its place in a graph.</summary>
/// <param name="Node">The node.</param>
/// <param name="Sources">The places of its inputs in the graph's order.</param>
/// <param name="Shape">The shape of its value.</param>
/// <param name="Tensors">Its tensors under their full names, in the operator's order.</param>
/// <param name="Macs">Multiply-accumulate operations for one input.</param>
public sealed record Step(
    Node Node,
    ImmutableArray<int> Sources,
    Shape Shape,
    ImmutableArray<TensorSpec> Tensors,
    long Macs
);

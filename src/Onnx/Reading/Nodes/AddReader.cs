using System.Collections.Immutable;
using Slimfront.Engine.Operators;

namespace Slimfront.Onnx.Reading.Nodes;

/// <summary>Add and Sum of values that are computed.</summary>
internal sealed class AddReader : INodeReader
{
    public ImmutableArray<string> Types => ["Add", "Sum"];

    public NodeMeaning? Read(OnnxNode node, OnnxGraph graph)
    {
        if (node.Inputs.Any(i => graph.Constant(i) is not null))
            return null;
        if (node.Inputs.Length == 1)
            return NodeMeaning.HandsOn(node.Input(0), "dropped: adds one value");
        // A sum of more than two was written as one node after the other.
        var (inputs, parts) = (node.Inputs, ImmutableArray<OnnxNode>.Empty);
        while (graph.Producer(inputs[0], "Add") is { } inner && inner.IsPartOf(node))
            (inputs, parts) = ([.. inner.Inputs, .. inputs[1..]], parts.Add(inner));
        return new(inputs, (making, values) => making.Add(new Add(), values)) { Parts = parts };
    }
}

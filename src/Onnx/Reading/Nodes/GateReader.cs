using System.Collections.Immutable;
using Slimfront.Engine.Operators;

namespace Slimfront.Onnx.Reading.Nodes;

/// <summary>Mul of two values that are computed: a gate, its weights in either place.</summary>
internal sealed class GateReader : INodeReader
{
    public ImmutableArray<string> Types => ["Mul"];

    public NodeMeaning? Read(OnnxNode node, OnnxGraph graph) =>
        node.Inputs.Any(i => graph.Constant(i) is not null)
            ? null
            : new(
                node.Inputs,
                (making, inputs) =>
                    making.Add(
                        new Gate(),
                        inputs[0].Shape.Elements < inputs[1].Shape.Elements ? [inputs[1], inputs[0]] : inputs
                    )
            );
}

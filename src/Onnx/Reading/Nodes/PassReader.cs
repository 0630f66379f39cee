using System.Collections.Immutable;
using Slimfront.Onnx.Schema;

namespace Slimfront.Onnx.Reading.Nodes;

/// <summary>Nodes that evaluation does not need: Identity, Dropout, Cast to single precision.</summary>
internal sealed class PassReader : INodeReader
{
    public ImmutableArray<string> Types => ["Identity", "Dropout", "Cast"];

    public NodeMeaning? Read(OnnxNode node, OnnxGraph graph) =>
        node.Type == "Cast" && node.Integer("to", 1) != (int)ElementType.Single
            ? throw new InvalidDataException("makes numbers of another type; single precision is read.")
            : NodeMeaning.HandsOn(node.Input(0), "dropped: evaluation does not need it");
}

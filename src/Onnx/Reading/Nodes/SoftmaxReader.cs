using System.Collections.Immutable;

namespace Slimfront.Onnx.Reading.Nodes;

/// <summary>Softmax and LogSoftmax at the end: dropped, so that logits are answered.</summary>
internal sealed class SoftmaxReader : INodeReader
{
    public ImmutableArray<string> Types => ["Softmax", "LogSoftmax"];

    public NodeMeaning? Read(OnnxNode node, OnnxGraph graph) =>
        node.Outputs[0] == graph.Output
            ? NodeMeaning.HandsOn(node.Input(0), "dropped: logits are answered, not probabilities")
            : throw new InvalidDataException("stands inside the network (attention); at its end it is read.");
}

using System.Collections.Immutable;
using Slimfront.Engine.Operators;

namespace Slimfront.Onnx.Reading.Nodes;

/// <summary>BatchNormalization as evaluation has it.</summary>
internal sealed class BatchNormReader : INodeReader
{
    public ImmutableArray<string> Types => ["BatchNormalization"];

    public NodeMeaning? Read(OnnxNode node, OnnxGraph graph)
    {
        if (node.Integer("training_mode", 0) != 0)
            throw new InvalidDataException(
                "normalises by the batch, as in training; export the network in evaluation mode."
            );
        ImmutableArray<ReadOnlyMemory<float>> tensors =
        [
            .. Enumerable.Range(1, 4).Select(i => Weights.Of(node, graph, i).Values),
        ];
        // ONNX's momentum is the weight of the past, PyTorch's that of the newest batch.
        var momentum = (double)(1 - (decimal)node.Real("momentum", 0.9f));
        return new(
            [node.Input(0)],
            (making, inputs) =>
                making.Add(
                    new BatchNorm(node.Real("epsilon", 1e-5f), momentum),
                    inputs[0].Shape.Rank == 3 ? GraphMaking.Map(inputs[0]) : inputs[0],
                    tensors
                )
        );
    }
}

namespace Slimfront.Onnx.Reading.Nodes;

/// <summary>Finds what a layer has learnt.</summary>
internal static class Weights
{
    /// <summary>The constant that a node takes at a place.</summary>
    /// <exception cref="InvalidDataException">It is computed.</exception>
    public static OnnxConstant Of(OnnxNode node, OnnxGraph graph, int place) =>
        graph.Constant(node.Input(place))
        ?? throw new InvalidDataException(
            graph.Producer(node.Input(place)) switch
            {
                { Type: "DequantizeLinear" } =>
                    "has weights that are dequantized: the file is quantized already; bring the one in single precision.",
                { } maker => $"has weights that {maker} computes; they must stand in the file.",
                null => $"takes '{node.Input(place)}', which is no constant.",
            }
        );
}

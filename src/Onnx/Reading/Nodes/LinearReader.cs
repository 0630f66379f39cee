using System.Collections.Immutable;
using Slimfront.Engine.Operators;

namespace Slimfront.Onnx.Reading.Nodes;

/// <summary>Gemm, and MatMul with or without an Add of biases.</summary>
internal sealed class LinearReader : INodeReader
{
    public ImmutableArray<string> Types => ["Gemm", "MatMul", "Add"];

    public NodeMeaning? Read(OnnxNode node, OnnxGraph graph) =>
        node.Type switch
        {
            "Gemm" => Gemm(node, graph),
            "MatMul" => MatMul(node, graph, bias: null),
            _ => Biased(node, graph, 0) ?? Biased(node, graph, 1),
        };

    private static NodeMeaning? Biased(OnnxNode add, OnnxGraph graph, int place) =>
        graph.Producer(add.Input(place), "MatMul") is { } product
        && graph.Constant(add.Input(1 - place)) is { } bias
        && graph.Constant(product.Input(1)) is not null
            ? MatMul(product, graph, bias) with
            {
                Parts = [product],
            }
            : null;

    private static NodeMeaning MatMul(OnnxNode product, OnnxGraph graph, OnnxConstant? bias)
    {
        if (graph.Constant(product.Input(1)) is not { Dimensions.Length: 2 } weight)
            throw new InvalidDataException(
                "multiplies two values that are both computed, or maps by a matrix; products of features by weights are read. (Attention is made of such products.)"
            );
        return Layer(product.Input(0), weight.Transposed(), bias);
    }

    private static NodeMeaning Gemm(OnnxNode node, OnnxGraph graph)
    {
        if (node.Integer("transA", 0) != 0)
            throw new InvalidDataException("has transA; its input must lie example by example.");
        var weight = Weights.Of(node, graph, 1);
        if (weight.Dimensions.Length != 2)
            throw new InvalidDataException("has weights that are no matrix.");
        if (node.Integer("transB", 0) == 0)
            weight = weight.Transposed();
        var bias = node.Input(2).Length > 0 ? Weights.Of(node, graph, 2) : null;
        return Layer(
            node.Input(0),
            Times(weight, node.Real("alpha", 1)),
            bias is null ? null : Times(bias, node.Real("beta", 1))
        );
    }

    private static OnnxConstant Times(OnnxConstant constant, double factor) =>
        factor == 1
            ? constant
            : constant with
            {
                Values = Array.ConvertAll(constant.Values.ToArray(), v => (float)(v * factor)),
            };

    // The weight as [out, in].
    private static NodeMeaning Layer(string input, OnnxConstant weight, OnnxConstant? bias) =>
        new(
            [input],
            (making, inputs) =>
            {
                var features = inputs[0];
                var count = (int)weight.Dimensions[0];
                if (weight.Dimensions[1] != features.Shape.Elements || features.Shape.Rank != 1)
                    throw new InvalidDataException(
                        $"has weights for {weight.Dimensions[1]} features, but its input is {features.Shape}."
                    );
                var weights = InOrder(weight.Values, features.Order);
                features = features with { Order = [] };
                return bias is null
                    ? making.Add(new Linear(count, Bias: false), features, weights)
                    : making.Add(new Linear(count), features, weights, Spread(bias, count));
            }
        );

    private static ReadOnlyMemory<float> Spread(OnnxConstant bias, int count) =>
        bias.Scalar is { } scalar ? Enumerable.Repeat(scalar, count).ToArray() : bias.Values;

    // Feature i of the file is feature order[i] of the network.
    private static ReadOnlyMemory<float> InOrder(ReadOnlyMemory<float> weights, ImmutableArray<int> order)
    {
        if (order.IsEmpty)
            return weights;
        var placed = new float[weights.Length];
        var values = weights.Span;
        for (var i = 0; i < placed.Length; i++)
            placed[(i / order.Length * order.Length) + order[i % order.Length]] = values[i];
        return placed;
    }
}

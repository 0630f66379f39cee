using System.Collections.Immutable;
using Slimfront.Engine.Operators;

namespace Slimfront.Engine.Graphs;

/// <summary>Builds a graph node by node; each takes the value of the last one unless told otherwise.</summary>
/// <remarks>Nodes are named by prefix and number in order: "conv1", "bn1", "relu1", "conv2"…</remarks>
public sealed class GraphBuilder
{
    private readonly List<Node> _nodes = [];
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);

    /// <summary>A builder whose graph takes inputs of a shape.</summary>
    public GraphBuilder(Shape input)
    {
        _nodes.Add(new("input", new Input(input)));
        Last = "input";
    }

    /// <summary>The node whose value the next one takes.</summary>
    public string Last { get; private set; }

    /// <summary>Goes on from an earlier node.</summary>
    public GraphBuilder From(string node)
    {
        Last = node;
        return this;
    }

    /// <summary>Convolution; "same" padding for odd kernels unless given.</summary>
    public GraphBuilder Conv(
        int channels,
        int kernel = 3,
        int stride = 1,
        int? padding = null,
        int groups = 1,
        bool bias = true
    ) => Then("conv", new Conv(channels, kernel, stride, padding ?? (kernel / 2), groups, bias));

    /// <summary>Batch normalisation.</summary>
    public GraphBuilder BatchNorm() => Then("bn", new BatchNorm());

    /// <summary>Rectifier.</summary>
    public GraphBuilder Relu() => Then("relu", new Relu());

    /// <summary>Max pooling over windows that touch but do not overlap.</summary>
    public GraphBuilder MaxPool(int kernel = 2) => Then("pool", new MaxPool(kernel));

    /// <summary>Average pooling over windows that touch but do not overlap.</summary>
    public GraphBuilder AvgPool(int kernel = 2) => Then("pool", new AvgPool(kernel));

    /// <summary>The mean of every channel.</summary>
    public GraphBuilder GlobalAvgPool() => Then("pool", new GlobalAvgPool());

    /// <summary>Map to vector.</summary>
    public GraphBuilder Flatten() => Then("flatten", new Flatten());

    /// <summary>Fully connected layer.</summary>
    public GraphBuilder Linear(int features, bool bias = true) => Then("fc", new Linear(features, bias));

    /// <summary>Dropout.</summary>
    public GraphBuilder Dropout(double probability) => Then("dropout", new Dropout(probability));

    /// <summary>Adds the values of earlier nodes to the last one's.</summary>
    public GraphBuilder Add(params string[] others) => Then("add", new Add(), [Last, .. others]);

    /// <summary>Puts the channels of earlier nodes after the last one's.</summary>
    public GraphBuilder Concat(params string[] others) => Then("concat", new Concat(), [Last, .. others]);

    /// <summary>Any operator.</summary>
    /// <param name="prefix">The first part of the node's name; its number among its likes follows.</param>
    /// <param name="operation">What the node computes.</param>
    /// <param name="inputs">Where its values come from; the last node if none is named.</param>
    public GraphBuilder Then(string prefix, Operator operation, params ImmutableArray<string> inputs)
    {
        var number = _counts[prefix] = _counts.GetValueOrDefault(prefix) + 1;
        var name = $"{prefix}{number}";
        _nodes.Add(new(name, operation, inputs.IsDefaultOrEmpty ? [Last] : inputs));
        Last = name;
        return this;
    }

    /// <summary>Ends the graph at the last node.</summary>
    /// <exception cref="GraphException">The graph cannot be; the message names the node and its operator.</exception>
    public ModelGraph Build() => new([.. _nodes, new("output", new Output(), Last)]);
}

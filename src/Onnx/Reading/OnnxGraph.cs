using System.Collections.Immutable;
using Slimfront.Engine.Operators;
using Slimfront.Onnx.Schema;

namespace Slimfront.Onnx.Reading;

/// <summary>The graph of an ONNX file: who makes which value, and what is constant.</summary>
internal sealed class OnnxGraph
{
    private readonly Dictionary<string, OnnxNode> _producers = new(StringComparer.Ordinal);
    private readonly Dictionary<string, TensorProto> _initializers;
    private readonly Dictionary<string, OnnxConstant> _constants = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _uses = new(StringComparer.Ordinal);

    /// <summary>The graph of a file whose input is known.</summary>
    /// <param name="proto">The graph.</param>
    /// <param name="input">What it takes.</param>
    /// <param name="output">The value that it answers.</param>
    /// <exception cref="InvalidDataException">A node takes what no earlier one gives.</exception>
    public OnnxGraph(GraphProto proto, OnnxInput input, string output)
    {
        (Input, Output) = (input, output);
        _initializers = proto
            .Initializer.GroupBy(t => t.Name, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => g.Last(), StringComparer.Ordinal);
        Nodes = [.. proto.Node.Select((n, i) => new OnnxNode(n, i))];
        foreach (var node in Nodes)
        {
            foreach (var taken in node.Inputs.Where(i => i.Length > 0))
            {
                _uses[taken] = _uses.GetValueOrDefault(taken) + 1;
                if (
                    taken != input.Name
                    && !_producers.ContainsKey(taken)
                    && !_initializers.ContainsKey(taken)
                )
                    throw new InvalidDataException(
                        $"node {node} takes '{taken}', which no earlier node gives."
                    );
            }
            foreach (var given in node.Outputs.Where(o => o.Length > 0))
                _producers[given] = node;
        }
        if (!_producers.ContainsKey(output))
            throw new InvalidDataException($"no node gives the output '{output}'.");
    }

    /// <summary>The nodes, each after those whose values it takes.</summary>
    public ImmutableArray<OnnxNode> Nodes { get; }

    /// <summary>What it takes.</summary>
    public OnnxInput Input { get; }

    /// <summary>The name of the value that it answers.</summary>
    public string Output { get; }

    /// <summary>How many nodes take a value.</summary>
    public int Uses(string value) => _uses.GetValueOrDefault(value);

    /// <summary>The node that makes a value; null for inputs and constants.</summary>
    public OnnxNode? Producer(string value) => _producers.GetValueOrDefault(value);

    /// <summary>The node that makes a value, if it is of a type.</summary>
    public OnnxNode? Producer(string value, string type) =>
        Producer(value) is { } node && node.Type == type ? node : null;

    /// <summary>A tensor that the file holds, also through nodes that only hand it on or give it another shape; null for what is computed.</summary>
    public OnnxConstant? Constant(string value)
    {
        if (value.Length == 0)
            return null;
        if (_constants.TryGetValue(value, out var known))
            return known;
        var constant =
            _initializers.TryGetValue(value, out var tensor) ? OnnxConstant.Of(tensor)
            : Producer(value) is { } node ? Made(node)
            : null;
        if (constant is not null)
            _constants[value] = constant;
        return constant;
    }

    /// <summary>The only number of a constant; null for what is computed or has more.</summary>
    public float? Scalar(string value) => Constant(value)?.Scalar;

    private OnnxConstant? Made(OnnxNode node) =>
        node.Type switch
        {
            "Constant" when node.Tensor("value") is { } tensor => OnnxConstant.Of(tensor),
            "Identity" => Constant(node.Input(0)),
            "Reshape" when Constant(node.Input(0)) is { } from && Constant(node.Input(1)) is { } shape =>
                from.As([.. shape.Integers]),
            _ => null,
        };
}

/// <summary>What a network in an ONNX file takes.</summary>
/// <param name="Name">The name of the value.</param>
/// <param name="Shape">The shape of one example, channels first.</param>
/// <param name="IsChannelsLast">Whether it lies height × width × channels in the file.</param>
/// <param name="Batch">How many examples the file takes at once; null for any number.</param>
internal sealed record OnnxInput(string Name, Shape Shape, bool IsChannelsLast, int? Batch);

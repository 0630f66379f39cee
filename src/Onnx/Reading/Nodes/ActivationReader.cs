using System.Collections.Frozen;
using System.Collections.Immutable;
using Slimfront.Engine.Operators;

namespace Slimfront.Onnx.Reading.Nodes;

/// <summary>Activations that are one node in ONNX as here.</summary>
internal sealed class ActivationReader : INodeReader
{
    private static readonly FrozenDictionary<string, Func<OnnxNode, Operator>> Known = new Dictionary<
        string,
        Func<OnnxNode, Operator>
    >(StringComparer.Ordinal)
    {
        ["Relu"] = _ => new Relu(),
        ["Sigmoid"] = _ => new Sigmoid(),
        ["Tanh"] = _ => new Tanh(),
        ["HardSwish"] = _ => new HardSwish(),
        ["HardSigmoid"] = n => new HardSigmoid(n.Real("alpha", 0.2f), n.Real("beta", 0.5f)),
        ["LeakyRelu"] = n => new LeakyRelu(n.Real("alpha", 0.01f)),
        ["Elu"] = n => new Elu(n.Real("alpha", 1)),
        ["Gelu"] = n => new Gelu(n.Text("approximate", "none") == "tanh"),
    }.ToFrozenDictionary(StringComparer.Ordinal);

    public ImmutableArray<string> Types => [.. Known.Keys];

    public NodeMeaning? Read(OnnxNode node, OnnxGraph graph) =>
        new([node.Input(0)], (making, inputs) => making.Add(Known[node.Type](node), inputs[0]));
}

using System.Collections.Immutable;
using Slimfront.Engine.Operators;

namespace Slimfront.Onnx.Reading.Nodes;

/// <summary>Clip between 0 and 6 or 0 and infinity: rectifiers. Between 0 and 1 after a line: hard sigmoid.</summary>
internal sealed class ClipReader : INodeReader
{
    // What exporters write for "no end".
    private const double Endless = 1e30;

    public ImmutableArray<string> Types => ["Clip"];

    public NodeMeaning? Read(OnnxNode node, OnnxGraph graph)
    {
        var (low, high) = Ends(node, graph);
        if (low == 0 && (high == 6 || high > Endless))
            return new(
                [node.Input(0)],
                (making, inputs) => making.Add(high == 6 ? new Relu6() : new Relu(), inputs[0])
            );
        if ((low, high) == (0, 1) && Line.Of(graph, node.Input(0)) is { } line)
            return new(
                [line.Value],
                (making, inputs) => making.Add(new HardSigmoid(line.Slope, line.Offset), inputs[0])
            )
            {
                Parts = line.Parts,
            };
        throw new InvalidDataException($"clips to {low} … {high}; 0 … 6 and 0 … ∞ are read.");
    }

    /// <summary>Between what a node clips.</summary>
    public static (double Low, double High) Ends(OnnxNode node, OnnxGraph graph)
    {
        double End(int place, string name, float usual) =>
            node.Input(place) is { Length: > 0 } input
                ? graph.Scalar(input)
                    ?? throw new InvalidDataException("clips between ends that are computed.")
                : node.Real(name, usual);

        return (End(1, "min", float.MinValue), End(2, "max", float.MaxValue));
    }
}

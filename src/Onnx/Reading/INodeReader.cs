using System.Collections.Immutable;

namespace Slimfront.Onnx.Reading;

/// <summary>Knows one way in which an operator of a network stands in ONNX files.</summary>
internal interface INodeReader
{
    /// <summary>The ONNX operators of the last node of what it knows.</summary>
    ImmutableArray<string> Types { get; }

    /// <summary>What a value of a node is.</summary>
    /// <param name="node">The last of the nodes that make it.</param>
    /// <param name="graph">Where the others are found.</param>
    /// <returns>Null if this reader does not know it.</returns>
    /// <exception cref="InvalidDataException">It is known, but cannot be read; the message ends the sentence "node X …".</exception>
    NodeMeaning? Read(OnnxNode node, OnnxGraph graph);
}

/// <summary>What a node of an ONNX file means.</summary>
/// <param name="Inputs">The values that it takes, besides constants.</param>
/// <param name="Make">Adds what it becomes to the network; gets those values in this order, gives the node's first value. A node of several values hands them over itself and gives null.</param>
internal sealed record NodeMeaning(
    ImmutableArray<string> Inputs,
    Func<GraphMaking, ImmutableArray<MadeValue>, MadeValue?> Make
)
{
    /// <summary>The nodes before it that are part of it.</summary>
    public ImmutableArray<OnnxNode> Parts { get; init; } = [];

    /// <summary>What is said of it where it becomes no operator: "dropped: …".</summary>
    public string? Remark { get; init; }

    /// <summary>A value that is handed on as it is.</summary>
    public static NodeMeaning HandsOn(string input, string remark) =>
        new([input], (_, inputs) => inputs[0]) { Remark = remark };
}

using System.Collections.Immutable;
using System.Runtime.InteropServices;
using Slimfront.Engine.Data;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Operators;

namespace Slimfront.Engine.Artifacts;

/// <summary>Models that are a file in a form of others, run as it is.</summary>
public static class BlackBoxes
{
    private const string Name = "box";

    /// <summary>A model that is a file.</summary>
    /// <param name="format">The key of the network format that runs it.</param>
    /// <param name="file">The file.</param>
    /// <param name="input">The shape of one example, channels first.</param>
    /// <param name="outputs">How many numbers it answers for one.</param>
    public static Model Of(string format, byte[] file, Shape input, int outputs)
    {
        ArgumentNullException.ThrowIfNull(file);
        var graph = new ModelGraph(
            new Node("input", new Input(input)),
            new Node(Name, new BlackBox(format, file.Length, outputs), "input"),
            new Node("output", new Output(), Name)
        );
        var numbers = new float[(file.Length + sizeof(float) - 1) / sizeof(float)];
        file.CopyTo(MemoryMarshal.AsBytes(numbers.AsSpan()));
        return new(
            graph,
            Normalisation.None(input.Channels),
            ImmutableSortedDictionary
                .Create<string, ReadOnlyMemory<float>>(StringComparer.Ordinal)
                .Add($"{Name}.{BlackBox.File}", numbers)
        );
    }

    /// <summary>The black box that a graph is; null where it is none.</summary>
    public static BlackBox? In(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return graph.Nodes.Select(n => n.Operator).OfType<BlackBox>().FirstOrDefault();
    }

    /// <summary>The file that a model of this kind is.</summary>
    public static byte[] FileOf(Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        var box = In(model.Graph) ?? throw new ArgumentException("The model is no black box.", nameof(model));
        return MemoryMarshal.AsBytes(model.Tensors[$"{Name}.{BlackBox.File}"].Span)[..box.Bytes].ToArray();
    }
}

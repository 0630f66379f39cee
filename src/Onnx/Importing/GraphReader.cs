using System.Collections.Frozen;
using System.Collections.Immutable;
using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Data;
using Slimfront.Engine.Operators;
using Slimfront.Onnx.Reading;
using Slimfront.Onnx.Reading.Nodes;

namespace Slimfront.Onnx.Importing;

/// <summary>Makes a network of the graph of an ONNX file.</summary>
/// <remarks>
/// Backwards first: what does each node that the answer depends on mean, and which values does that take? What one operator was written
/// as is thus found from its last node. Then forwards, in the order of the file, where shapes are known.
/// </remarks>
internal sealed class GraphReader
{
    private const int Named = 3;

    // The more particular ones first: the first that knows a node reads it.
    private static readonly INodeReader[] Readers =
    [
        new MeanProbabilitiesReader(),
        new FakeQuantizeReader(),
        new SiluReader(),
        new HardSwishReader(),
        new GeluReader(),
        new GateReader(),
        new LinearReader(),
        new AddReader(),
        new AffineReader(),
        new ConvReader(),
        new BatchNormReader(),
        new ActivationReader(),
        new PReluReader(),
        new ClipReader(),
        new PoolReader(),
        new GlobalPoolReader(),
        new ConcatReader(),
        new SplitReader(),
        new SliceReader(),
        new ChannelShuffleReader(),
        new ReshapeReader(),
        new TransposeReader(),
        new PadReader(),
        new PassReader(),
        new SoftmaxReader(),
    ];

    private static readonly FrozenDictionary<string, ImmutableArray<INodeReader>> ByType = Readers
        .SelectMany(r => r.Types.Select(t => (Type: t, Reader: r)))
        .GroupBy(p => p.Type, p => p.Reader, StringComparer.Ordinal)
        .ToFrozenDictionary(g => g.Key, g => g.ToImmutableArray(), StringComparer.Ordinal);

    private readonly OnnxGraph _graph;
    private readonly HashSet<string> _wanted;
    private readonly Dictionary<OnnxNode, NodeMeaning> _meanings = [];
    private readonly List<(OnnxNode Node, string Why)> _refusals = [];

    private GraphReader(OnnxGraph graph)
    {
        _graph = graph;
        _wanted = new(StringComparer.Ordinal) { graph.Output };
        foreach (var node in graph.Nodes.Reverse())
            if (node.Outputs.Any(_wanted.Contains))
                Understand(node);
        if (_refusals.Count > 0)
            throw Refused();
    }

    /// <summary>The ONNX operators that are read.</summary>
    public static IEnumerable<string> Types => ByType.Keys.Order(StringComparer.Ordinal);

    /// <summary>Reads a graph.</summary>
    /// <param name="graph">The graph.</param>
    /// <param name="keepsNames">Whether nodes are called as operators here are.</param>
    /// <exception cref="InvalidDataException">It cannot be read; the message names the nodes that are in the way.</exception>
    public static ReadGraph Read(OnnxGraph graph, bool keepsNames) => new GraphReader(graph).Make(keepsNames);

    private void Understand(OnnxNode node)
    {
        NodeMeaning? meaning = null;
        try
        {
            foreach (var reader in ByType.GetValueOrDefault(node.Type, []))
                if ((meaning = reader.Read(node, _graph)) is not null)
                    break;
            if (meaning is null)
                _refusals.Add(
                    (node, ByType.ContainsKey(node.Type) ? "is used in a way that is not read." : "")
                );
            else if (
                node.Type != "Split"
                && node.Outputs.Skip(1).FirstOrDefault(_wanted.Contains) is { } second
            )
                throw new InvalidDataException($"gives a second value, '{second}', which is used.");
        }
        catch (InvalidDataException e)
        {
            _refusals.Add((node, e.Message));
        }
        if (meaning is not null)
            _meanings[node] = meaning;
        foreach (var input in meaning?.Inputs ?? node.Inputs)
            if (_graph.Constant(input) is null)
                _wanted.Add(input);
            else if (meaning is not null)
                _refusals.Add((node, $"takes the constant '{input}' where a value of the network is read."));
    }

    private InvalidDataException Refused()
    {
        // In the order of the file.
        _refusals.Reverse();
        var unknown = _refusals
            .Where(r => r.Why.Length == 0)
            .Select(r => r.Node)
            .DistinctBy(n => n.Type, StringComparer.Ordinal)
            .ToArray();
        var words = _refusals.Where(r => r.Why.Length > 0).Select(r => $"node {r.Node} {r.Why}").ToList();
        if (unknown.Length > 0)
            words.Insert(
                0,
                $"{string.Join(", ", unknown.Take(Named).Select(n => $"node {n}"))}{More(unknown.Length - Named)} {(unknown.Length == 1 ? "is" : "are")} of no operator that is read here ({string.Join(", ", Types)})."
            );
        return new(
            string.Join(' ', words.Take(Named))
                + (words.Count > Named ? $" And {words.Count - Named} more." : "")
        );
    }

    private static string More(int count) =>
        count > 0 ? $" and of {count} more operator{(count == 1 ? "" : "s")}" : "";

    private ReadGraph Make(bool keepsNames)
    {
        var making = new GraphMaking(_graph, _wanted, keepsNames);
        var lines = ImmutableArray.CreateBuilder<ImportedNode>();
        foreach (var node in _graph.Nodes.Where(_meanings.ContainsKey))
        {
            var meaning = _meanings[node];
            making.Begin(node);
            try
            {
                if (meaning.Make(making, [.. meaning.Inputs.Select(i => making[i])]) is { } value)
                    making[node.Outputs[0]] = value;
            }
            catch (Exception e) when (e is InvalidDataException or GraphException)
            {
                throw new InvalidDataException(
                    $"node {node} {e.Message}{(e is GraphException ? "." : "")}",
                    e
                );
            }
            lines.Add(new(node.Name, node.Type, meaning.Parts.Length, Became(making, meaning)));
        }
        var answer = making[_graph.Output];
        var last = _graph.Producer(_graph.Output)!.Type;
        try
        {
            return new(
                making.Finish(answer),
                making.Normalisation,
                last is "Softmax" or "LogSoftmax" ? last : null,
                lines.ToImmutable()
            );
        }
        catch (GraphException e)
        {
            throw new InvalidDataException(e.Message, e);
        }
    }

    private static string Became(GraphMaking making, NodeMeaning meaning)
    {
        var added = making.Added;
        if (!added.IsEmpty)
            return string.Join(", ", added.Select(n => $"{n.Name} ({n.Operator.Kind})"));
        return meaning.Remark
            ?? (making.Normalisation is null ? "dropped: changes nothing" : "the network's normalisation");
    }
}

/// <summary>A graph that was read.</summary>
/// <param name="Model">The network; its normalisation is none where the file has none.</param>
/// <param name="Normalisation">The file's; null where it has none.</param>
/// <param name="Dropped">The operator at the end that is not in the network: "Softmax", "LogSoftmax" or null.</param>
/// <param name="Nodes">What each node became.</param>
internal sealed record ReadGraph(
    Model Model,
    Normalisation? Normalisation,
    string? Dropped,
    ImmutableArray<ImportedNode> Nodes
);

using System.Collections.Immutable;
using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Data;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Operators;

namespace Slimfront.Onnx.Reading;

/// <summary>The network while it is made of the nodes of a file.</summary>
internal sealed class GraphMaking
{
    private readonly List<Node> _nodes = [];
    private readonly Dictionary<string, MadeValue> _values = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Operator> _operators = new(StringComparer.Ordinal);
    private readonly Dictionary<string, MadeValue> _maps = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int> _counts = new(StringComparer.Ordinal);
    private readonly ImmutableSortedDictionary<string, ReadOnlyMemory<float>>.Builder _tensors =
        ImmutableSortedDictionary.CreateBuilder<string, ReadOnlyMemory<float>>(StringComparer.Ordinal);
    private readonly IReadOnlySet<string> _wanted;
    private readonly bool _keepsNames;
    private readonly float[] _means;
    private readonly float[] _deviations;
    private OnnxNode? _at;
    private int _start = 1;

    /// <summary>A network that has its input alone.</summary>
    /// <param name="graph">The file's.</param>
    /// <param name="wanted">The values that the answer depends on.</param>
    /// <param name="keepsNames">Whether the nodes of the file are called as operators here are.</param>
    public GraphMaking(OnnxGraph graph, IReadOnlySet<string> wanted, bool keepsNames)
    {
        (Graph, _wanted, _keepsNames) = (graph, wanted, keepsNames);
        var shape = graph.Input.Shape;
        (_means, _deviations) = (new float[shape.Channels], new float[shape.Channels]);
        Array.Fill(_deviations, 1);
        _nodes.Add(new("input", new Input(shape)));
        _values[graph.Input.Name] = new("input", shape) { IsChannelsLast = graph.Input.IsChannelsLast };
    }

    /// <summary>The file's graph.</summary>
    public OnnxGraph Graph { get; }

    /// <summary>What the file itself does to its inputs first; null if nothing.</summary>
    public Normalisation? Normalisation { get; private set; }

    /// <summary>The nodes that were added since the last call of <see cref="Begin"/>.</summary>
    public ImmutableArray<Node> Added => [.. _nodes.Skip(_start)];

    /// <summary>Goes on with a node of the file.</summary>
    public void Begin(OnnxNode node) => (_at, _start) = (node, _nodes.Count);

    /// <summary>Whether the file was written here: what it holds stays, though nothing follows from it.</summary>
    public bool IsOurs => _keepsNames;

    /// <summary>Whether the answer depends on a value.</summary>
    public bool IsWanted(string value) => _wanted.Contains(value);

    /// <summary>A value that was made.</summary>
    public MadeValue this[string name]
    {
        get => _values[name];
        set => _values[name] = value;
    }

    /// <summary>Adds an operator of one input.</summary>
    public MadeValue Add(
        Operator operation,
        MadeValue input,
        params ImmutableArray<ReadOnlyMemory<float>> tensors
    ) => Add(operation, [input], tensors);

    /// <summary>Adds an operator. Its value lies as its first input does.</summary>
    /// <exception cref="InvalidDataException">It does not fit.</exception>
    public MadeValue Add(
        Operator operation,
        ImmutableArray<MadeValue> inputs,
        params ImmutableArray<ReadOnlyMemory<float>> tensors
    )
    {
        if (inputs.Any(i => i.Padding != default))
            throw new InvalidDataException("takes a padded map; only convolutions and pools do.");
        ImmutableArray<Shape> shapes = [.. inputs.Select(i => i.Shape)];
        if (inputs.Any(i => i.Shape.Rank == 3 && i.IsChannelsLast != inputs[0].IsChannelsLast))
            throw new InvalidDataException(
                "takes maps of which some lie height × width × channels, others not."
            );
        var name = NameOf(operation, inputs);
        var shape = operation.InferShape(shapes);
        var specs = operation.Tensors(shapes);
        if (inputs.Any(i => !i.Order.IsEmpty) && !(operation is Activation && specs.IsEmpty))
            throw new InvalidDataException(
                "takes the features of a map height × width × channels; only a fully connected layer does."
            );
        for (var i = 0; i < specs.Length; i++)
        {
            if (tensors[i].Length != specs[i].Elements)
                throw new InvalidDataException(
                    $"has {tensors[i].Length} numbers as {specs[i].Name}, where {string.Join('×', specs[i].Shape)} belong."
                );
            _tensors.Add($"{name}.{specs[i].Name}", tensors[i]);
        }
        _nodes.Add(new(name, operation, [.. inputs.Select(i => i.Node)]));
        _operators[name] = operation;
        var value = inputs[0] with { Node = name, Shape = shape };
        return shape.Rank == 3 ? value with { Order = [] } : value;
    }

    /// <summary>A map that lies as PyTorch has it.</summary>
    /// <exception cref="InvalidDataException">It lies otherwise, or is no map.</exception>
    public static MadeValue Map(MadeValue value) =>
        value.Shape.Rank != 3 ? throw new InvalidDataException($"takes {value.Shape}, not a map.")
        : value.IsChannelsLast
            ? throw new InvalidDataException(
                "takes a map height × width × channels; only what works on every number by itself does."
            )
        : value;

    /// <summary>Lays a map out as features, in the file's order.</summary>
    public MadeValue Flatten(MadeValue map)
    {
        if (map.Shape.Rank == 1)
            return map;
        var flat = Add(new Flatten(), map) with { IsChannelsLast = false };
        _maps[flat.Node] = map;
        return map.IsChannelsLast ? flat with { Order = ChannelsLast.Order(map.Shape) } : flat;
    }

    /// <summary>The map of one position per channel that features were before they were laid out; null if they were not.</summary>
    public MadeValue? MapOf(MadeValue features) =>
        _maps.GetValueOrDefault(features.Node) is { Shape.Positions: 1 } map ? map : null;

    /// <summary>Whether a value is what the network takes, before anything else is done to it.</summary>
    public static bool IsRaw(MadeValue value) => value.Node == "input";

    /// <summary>Whether no number of a value is below 0.</summary>
    public bool IsRectified(MadeValue value) =>
        _operators.GetValueOrDefault(value.Node) is Relu or Relu6 or Sigmoid or HardSigmoid;

    /// <summary>Multiplies what enters the network by factors and adds to it, channel by channel.</summary>
    public void Normalise(float[]? divisors, float[]? subtrahends)
    {
        // (x − m)/d, then minus s: (x − (m + s·d))/d; then by q: (x − m)/(d·q).
        for (var c = 0; c < _means.Length; c++)
        {
            if (subtrahends is not null)
                _means[c] += subtrahends[c] * _deviations[c];
            if (divisors is not null)
                _deviations[c] *= divisors[c];
        }
        Normalisation = new([.. _means], [.. _deviations]);
    }

    /// <summary>The numbers of a constant that it has for each channel of a value; null if it has others.</summary>
    public static float[]? PerChannel(OnnxConstant constant, MadeValue value)
    {
        var channels = value.Shape.Channels;
        var numbers = constant.Values;
        if (numbers.Length == 1)
            return [.. Enumerable.Repeat(numbers.Span[0], channels)];
        // Axes are counted from the last one, as numpy does.
        var axis = constant.Dimensions.Length - value.FileRank + value.ChannelAxis;
        return numbers.Length == channels && axis >= 0 && constant.Dimensions[axis] == channels
            ? numbers.ToArray()
            : null;
    }

    /// <summary>The whole network.</summary>
    /// <param name="answer">The value that it answers.</param>
    /// <exception cref="InvalidDataException">It is no vector of numbers.</exception>
    public Model Finish(MadeValue answer)
    {
        if (answer.Shape.Rank == 3)
            answer =
                answer.Shape.Positions == 1
                    ? Flatten(answer)
                    : throw new InvalidDataException(
                        $"the network answers maps of {answer.Shape}, not a number for each class: it is no classifier."
                    );
        if (!answer.Order.IsEmpty)
            throw new InvalidDataException(
                "the network answers a map height × width × channels; it is no classifier."
            );
        return new(
            new([.. _nodes, new("output", new Output(), answer.Node)]),
            Normalisation ?? Normalisation.None(Graph.Input.Shape.Channels),
            _tensors.ToImmutable()
        );
    }

    private string NameOf(Operator operation, ImmutableArray<MadeValue> inputs)
    {
        if (_keepsNames && _at is { } node && !_operators.ContainsKey(node.Name))
            return node.Name;
        if (operation is FakeQuantize)
            return FakeQuantize.NameAfter(inputs[0].Node);
        string name;
        do
        {
            var number = _counts[operation.Prefix] = _counts.GetValueOrDefault(operation.Prefix) + 1;
            name = $"{operation.Prefix}{number}";
        } while (_operators.ContainsKey(name));
        return name;
    }
}

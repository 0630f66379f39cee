using System.Collections.Immutable;
using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Data;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Native;
using Slimfront.Engine.Operators;
using static TorchSharp.torch;

namespace Slimfront.Engine.Networks;

/// <summary>A model on a device: computes its graph's operators in order, and learns.</summary>
/// <remarks>
/// All parameters are views of one flat tensor, their gradients of another, the running statistics of a third: an
/// optimizer is a few calls on flat tensors however many layers there are, and forgetting gradients is one.
/// </remarks>
public sealed class Network : IDisposable
{
    private readonly FlatBuffer _parameters;
    private readonly FlatBuffer _gradients;
    private readonly FlatBuffer _statistics;
    private readonly Dictionary<string, Tensor> _tensors = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Tensor> _gradientViews = new(StringComparer.Ordinal);

    // For each step of the graph its own tensors, and the room for its inputs.
    private readonly Tensor[][] _owned;
    private readonly Tensor[][] _inputs;

    // Whether maps lie in memory with the channels of a pixel side by side.
    private readonly bool _isArranged;

    // For each step whether it is a rectifier that nothing but a max pool reads.
    private readonly bool[] _meetsPool;

    /// <summary>Puts a model on a device.</summary>
    public Network(Model model, Device device)
    {
        ArgumentNullException.ThrowIfNull(model);
        NativeTorch.Load();
        (Graph, Masks, Held, Grids) = (model.Graph, model.Masks, model.Held, model.Grids);
        Device = device;
        var trainable = Graph.Tensors.Where(t => t.IsTrainable).ToArray();
        _parameters = new(trainable, device);
        _gradients = new(trainable, device);
        _statistics = new(Graph.Tensors.Where(t => !t.IsTrainable), device);
        Load(model);

        foreach (var (name, view) in _statistics.Views())
            _tensors.Add(name, view);
        foreach (var (name, view) in _gradients.Views())
            _gradientViews.Add(name, view);
        foreach (var (name, view) in _parameters.Views())
        {
            _tensors.Add(name, view.requires_grad_());
            view.grad = _gradientViews[name];
        }
        _owned = [.. Graph.Steps.Select(s => s.Tensors.Select(t => _tensors[t.Name]).ToArray())];
        _inputs = [.. Graph.Steps.Select(s => new Tensor[s.Sources.Length])];
        _isArranged = device.type == TorchSharp.DeviceType.CPU && Graph.Nodes.Any(n => n.Operator is Conv);
        _meetsPool = [.. Graph.Steps.Select((s, i) => s.Node.Operator is Relu && IsReadByPoolAlone(i))];
    }

    /// <summary>Its architecture.</summary>
    public ModelGraph Graph { get; }

    /// <summary>Which elements exist, by tensor. A step rule holds them; the network itself does not.</summary>
    public ImmutableSortedDictionary<string, TensorMask> Masks { get; }

    /// <summary>Which elements are not trained, by tensor. A step rule holds them, too.</summary>
    public ImmutableSortedDictionary<string, TensorMask> Held { get; }

    /// <summary>Which values are possible, by tensor.</summary>
    public ImmutableSortedDictionary<string, QuantizationGrid> Grids { get; }

    /// <summary>Where it lies.</summary>
    public Device Device { get; }

    /// <summary>What may take the place of an operator's own computation; none unless set.</summary>
    public IForwardRule? Rule { get; set; }

    /// <summary>All parameters, shape [length]; changing them changes the network.</summary>
    public Tensor Parameters => _parameters.All;

    /// <summary>All gradients, in the same places; backward passes add to them.</summary>
    public Tensor Gradients => _gradients.All;

    /// <summary>All running statistics, shape [length].</summary>
    public Tensor Statistics => _statistics.All;

    /// <summary>Every tensor by name: parameters, which require gradients, and running statistics.</summary>
    public IReadOnlyDictionary<string, Tensor> Tensors => _tensors;

    /// <summary>The gradient of every parameter by name.</summary>
    public IReadOnlyDictionary<string, Tensor> GradientsByName => _gradientViews;

    /// <summary>Computes logits.</summary>
    /// <remarks>
    /// On a CPU maps lie in memory with the channels of a pixel side by side, where libtorch's pooling, batch
    /// normalisation and convolutions are a third faster. A rectifier before a max pool acts after it: max(relu(x)) =
    /// relu(max(x)) and so are the gradients, but the map is smaller.
    /// </remarks>
    /// <param name="inputs">Normalised, shape [batch, …].</param>
    /// <param name="training">See <see cref="Operator.Forward"/>.</param>
    /// <param name="taps">Names of nodes whose values are wanted too; a name may come twice.</param>
    /// <exception cref="KeyNotFoundException">A tap names no node.</exception>
    public Activations Forward(Tensor inputs, bool training, params ImmutableArray<string> taps)
    {
        var values = new Tensor[Graph.Steps.Length];
        values[0] = Arrange(inputs);
        for (var i = 1; i < values.Length; i++)
            values[i] = Compute(i, values, training, poolsFirst: taps.IsDefaultOrEmpty);
        return new(
            values[^1],
            taps.IsDefaultOrEmpty
                ? ImmutableDictionary<string, Tensor>.Empty
                : taps.Distinct(StringComparer.Ordinal)
                    .ToDictionary(t => t, t => values[PlaceOf(t)], StringComparer.Ordinal)
        );
    }

    /// <summary>The values of some nodes; nothing that they do not depend on is computed, or changes.</summary>
    /// <param name="inputs">Normalised, shape [batch, …].</param>
    /// <param name="training">See <see cref="Operator.Forward"/>.</param>
    /// <param name="nodes">Their names; one may come twice.</param>
    /// <exception cref="KeyNotFoundException">There is no such node.</exception>
    public IReadOnlyDictionary<string, Tensor> Values(
        Tensor inputs,
        bool training,
        params ImmutableArray<string> nodes
    )
    {
        var places = nodes
            .Distinct(StringComparer.Ordinal)
            .ToDictionary(n => n, PlaceOf, StringComparer.Ordinal);
        var isNeeded = Graph.Ancestors(places.Values);
        var values = new Tensor[Graph.Steps.Length];
        values[0] = Arrange(inputs);
        for (var i = 1; i < values.Length; i++)
            if (isNeeded[i])
                values[i] = Compute(i, values, training, poolsFirst: false);
        return places.ToDictionary(p => p.Key, p => values[p.Value], StringComparer.Ordinal);
    }

    /// <summary>Where the parameters of some tensors lie in <see cref="Parameters"/>, in rising order.</summary>
    /// <param name="tensors">Whether a tensor, by name, is one of them.</param>
    public ImmutableArray<Segment> Segments(Func<string, bool> tensors) => _parameters.Segments(tensors);

    /// <summary>Takes over the values of a model with the same graph.</summary>
    public void Load(Model model)
    {
        ArgumentNullException.ThrowIfNull(model);
        if (!model.Graph.Equals(Graph))
            throw new ArgumentException("The model has another graph.", nameof(model));
        _parameters.Write(model.Tensors);
        _statistics.Write(model.Tensors);
    }

    /// <summary>A copy of the values in ordinary memory.</summary>
    /// <param name="normalisation">What inputs go through first.</param>
    public Model ToModel(Normalisation normalisation) =>
        new(
            Graph,
            normalisation,
            _parameters
                .Read()
                .Concat(_statistics.Read())
                .ToImmutableSortedDictionary(p => p.Key, p => p.Value, StringComparer.Ordinal)
        )
        {
            Masks = Masks,
            Held = Held,
            Grids = Grids,
        };

    /// <inheritdoc/>
    public void Dispose()
    {
        (Rule as IDisposable)?.Dispose();
        foreach (var tensor in _tensors.Values.Concat(_gradientViews.Values))
            tensor.Dispose();
        _parameters.Dispose();
        _gradients.Dispose();
        _statistics.Dispose();
    }

    internal Tensor Compute(int place, Tensor[] values, bool training, bool poolsFirst)
    {
        var step = Graph.Steps[place];
        for (var s = 0; s < step.Sources.Length; s++)
            _inputs[place][s] = values[step.Sources[s]];
        if (poolsFirst && _meetsPool[place])
            return _inputs[place][0];
        var value =
            Rule?.Forward(step, _inputs[place], _owned[place], training)
            ?? step.Node.Operator.Forward(_inputs[place], _owned[place], training);
        return poolsFirst && _meetsPool[step.Sources[0]] ? nn.functional.relu(value) : value;
    }

    private bool IsReadByPoolAlone(int place)
    {
        var readers = Graph.Steps.Where(s => s.Sources.Contains(place)).ToList();
        return readers is [{ Node.Operator: MaxPool }];
    }

    internal Tensor Arrange(Tensor inputs) => _isArranged ? MapLayout.ChannelsLast(inputs) : inputs;

    private int PlaceOf(string node)
    {
        for (var i = 0; i < Graph.Nodes.Length; i++)
            if (Graph.Nodes[i].Name == node)
                return i;
        throw new KeyNotFoundException(
            $"No node is called '{node}'. There are: {string.Join(", ", Graph.Nodes.Select(n => n.Name))}."
        );
    }
}

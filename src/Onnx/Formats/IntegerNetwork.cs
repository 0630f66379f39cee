using System.Collections.Immutable;
using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Codes;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Operators;
using Slimfront.Engine.Quantization;
using Slimfront.Engine.Quantization.Calibrators;
using Slimfront.Search.Randomness;

namespace Slimfront.Onnx.Formats;

/// <summary>Makes a network that a runtime computes in whole numbers of 8 bits from end to end.</summary>
/// <remarks>
/// Points stand on all values (<see cref="ActivationPoints.All"/>), activations are affine, weights lie evenly around 0. What the recipe has of that
/// stays: weights that are on a grid keep their values wherever 8 bits can hold them, and ranges that it found for all values stay. What it
/// lacks is made on training examples, without training (<see cref="PostTraining"/>).
/// </remarks>
internal sealed class IntegerNetwork(ExportRequest request)
{
    // 2 · 255 · 63 ≤ 32,767: two products of such weights fit in 16 bits.
    private const int SafeBits = 7;
    private const int FullBits = 8;

    private readonly List<string> _notes = [];

    private bool IsSafe => request.Target is ExportTarget.Any or ExportTarget.Avx2;

    private CodeSet Codes => CodeSet.Signed(IsSafe ? SafeBits : FullBits);

    /// <summary>The network, and what a user should know of how it was made.</summary>
    public (Model Network, ImmutableArray<string> Notes) Make()
    {
        var model = request.Model;
        var network = model.Grids.IsEmpty ? Quantized(model) : WithPoints(WithWholeWeights(model));
        if (model.Grids.Values.Any(g => g.Codes.Bits is null or < SafeBits))
            _notes.Add(
                "Weights of fewer bits take a byte each in this form; 'low-bit' and 'portable' keep them small."
            );
        if (network.Graph.Nodes.Any(n => n.Operator is HardSwish))
            _notes.Add("Hard-swish is computed in single precision, so whole numbers gain little time here.");
        return (Repeated(network), [.. _notes]);
    }

    private Model Quantized(Model model)
    {
        Say(
            "The recipe left weights and activations in single precision: they were quantized without training"
        );
        var scheme = new QuantizationScheme(Codes, IsPerChannel: true, ActivationPoints.All);
        return new PostTraining(scheme, new MinMax(), Examples()).Apply(model, (_, _) => { });
    }

    // Grids that lie evenly around 0, of as many codes as the target may have.
    private Model WithWholeWeights(Model model)
    {
        var moved = 0;
        foreach (var tensor in model.Graph.Tensors.Where(t => model.Grids.ContainsKey(t.Name)))
        {
            if (Held(model, tensor) is { } held)
            {
                model = model with { Grids = model.Grids.SetItem(tensor.Name, held) };
                continue;
            }
            moved++;
            var grid = GridFit.GridOf(
                tensor,
                model.Tensors[tensor.Name].Span,
                Codes,
                axis: 0,
                model.Masks.GetValueOrDefault(tensor.Name)
            );
            model = (model with { Grids = model.Grids.SetItem(tensor.Name, grid) });
        }
        if (moved > 0)
            _notes.Add(
                $"The weights of {moved} layers were rounded once more, to {Codes.Bits} bits that lie evenly around 0: {(IsSafe ? "the processors that may run this add two products in 16 bits" : "no runtime multiplies others fast")}."
            );
        return model.OnGrids();
    }

    // The same values by codes that lie evenly around 0; null where there are too many.
    private QuantizationGrid? Held(Model model, TensorSpec tensor)
    {
        var grid = model.Grids[tensor.Name];
        var values = model.Tensors[tensor.Name].Span;
        for (var i = 0; i < values.Length; i++)
            if (
                Math.Abs(Math.Round(values[i] / (double)grid.Scales[grid.ChannelOf(i, values.Length)]))
                > Codes.Highest
            )
                return null;
        return new(Codes, grid.Axis, grid.Scales, []);
    }

    private Model WithPoints(Model model)
    {
        var bare = Points.Removed(model.Graph);
        var graph = Points.At(bare, ActivationPoints.All);
        if (graph.Equals(model.Graph))
            return model;
        Say(
            bare.Equals(model.Graph)
                ? "The recipe left activations in single precision: they were calibrated"
                : "The recipe rounds activations before layers only: all values were calibrated"
        );
        var kept = graph.Tensors.ToImmutableDictionary(t => t.Name, StringComparer.Ordinal);
        var tensors = model
            .Tensors.RemoveRange(model.Tensors.Keys.Where(n => !kept.ContainsKey(n)))
            .SetItems(
                kept.Values.Where(t => t.Role is TensorRole.RangeLow or TensorRole.RangeHigh)
                    .Select(t => KeyValuePair.Create(t.Name, (ReadOnlyMemory<float>)new float[t.Elements]))
            );
        return new Calibration(new MinMax()).Apply(
            model with
            {
                Graph = graph,
                Tensors = tensors,
            },
            Examples()
        );
    }

    // What leaves values on their grid is between two points of that grid: runtimes recognise it only so. It changes no value.
    private static Model Repeated(Model model)
    {
        var nodes = new List<Node>();
        var tensors = model.Tensors;
        // By value that is on a grid: the point it comes from; by value that gets a point: that point.
        var origin = new Dictionary<string, Node>(StringComparer.Ordinal);
        var renamed = new Dictionary<string, string>(StringComparer.Ordinal);
        var rounded = model
            .Graph.Nodes.Where(n => n.Operator is FakeQuantize)
            .Select(n => n.Inputs[0])
            .ToHashSet(StringComparer.Ordinal);
        foreach (var node in model.Graph.Nodes)
        {
            var here = node with { Inputs = [.. node.Inputs.Select(i => renamed.GetValueOrDefault(i, i))] };
            nodes.Add(here);
            if (node.Operator is FakeQuantize)
                origin[node.Name] = node;
            if (
                !node.Operator.KeepsGrid
                || rounded.Contains(node.Name)
                || !origin.TryGetValue(here.Inputs[0], out var point)
            )
                continue;
            var name = FakeQuantize.NameAfter(node.Name);
            nodes.Add(new(name, point.Operator, node.Name));
            renamed[node.Name] = name;
            origin[name] = point;
            foreach (var end in (string[])[".low", ".high"])
                tensors = tensors.SetItem(name + end, tensors[point.Name + end]);
        }
        return model with { Graph = new(nodes), Tensors = tensors };
    }

    private CalibrationExamples Examples() =>
        new(request.Data()["train"], Seed.Derive(request.Seed, "export"));

    private void Say(string what)
    {
        var count = Math.Min(
            request.Data()["train"].Count,
            CalibrationExamples.Batch * CalibrationExamples.MostBatches
        );
        _notes.Add($"{what} for this export, on {count} training examples (seed {request.Seed}).");
    }
}

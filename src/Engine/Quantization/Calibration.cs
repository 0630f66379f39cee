using System.Collections.Immutable;
using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Graphs.Operators;
using Slimfront.Engine.Networks;
using Slimfront.Search.Randomness;
using static TorchSharp.torch;

namespace Slimfront.Engine.Quantization;

/// <summary>Finds the ranges of a network's activations on training examples.</summary>
/// <remarks>
/// The network computes as it was before quantization, on up to 16 batches of 64 examples; a second pass counts values, where
/// the calibrator wants them counted.
/// </remarks>
/// <param name="calibrator">What chooses ranges.</param>
/// <param name="seed">Where the choice of examples comes from.</param>
public sealed class Calibration(ICalibrator calibrator, ulong seed)
{
    private const int Batch = 64;
    private const int MostBatches = 16;

    /// <summary>The prepared model with the range of each of its points.</summary>
    /// <param name="model">See <see cref="QuantizationScheme.Prepare"/>.</param>
    /// <param name="data">Where examples are drawn from.</param>
    public Model Apply(Model model, DeviceSplit data)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(data);
        var points = model.Graph.Nodes.Where(n => n.Operator is FakeQuantize).ToArray();
        if (points.Length == 0)
            return model;
        var taken = points.Select(p => p.Inputs[0]).ToImmutableArray();
        using var network = new Network(model, data.Inputs.device) { Rule = new PassThrough() };
        var ends = new GridRange?[points.Length];
        Visit(network, data, taken, (point, values) => ends[point] = Ends(values, ends[point]));
        var counts = ends.Select(e => new long[calibrator.Bins]).ToArray();
        if (calibrator.Bins > 0)
            Visit(network, data, taken, (p, values) => Count(values, Bounds(ends[p]!.Value), counts[p]));
        var tensors = model.Tensors.ToBuilder();
        for (var p = 0; p < points.Length; p++)
        {
            var (from, to) = Bounds(ends[p]!.Value);
            var range = calibrator.Choose(new(ends[p]!.Value, from, to, counts[p]));
            tensors[points[p].Name + ".low"] = new[] { (float)range.Low };
            tensors[points[p].Name + ".high"] = new[] { (float)range.High };
        }
        return model with { Tensors = tensors.ToImmutable() };
    }

    private void Visit(
        Network network,
        DeviceSplit data,
        ImmutableArray<string> taken,
        Action<int, Tensor> visit
    )
    {
        var order = Enumerable.Range(0, data.Count).Select(i => (long)i).ToArray();
        Seed.For(seed, "calibrate").Shuffle(order);
        using var noGradients = no_grad();
        foreach (var batch in order.Chunk(Batch).Take(MostBatches))
        {
            using var scope = NewDisposeScope();
            var inputs = data.Inputs.index_select(0, tensor(batch, device: network.Device));
            var taps = network.Forward(inputs, training: false, taken).Taps;
            for (var p = 0; p < taken.Length; p++)
                visit(p, taps[taken[p]]);
        }
    }

    private static GridRange Ends(Tensor values, GridRange? before)
    {
        GridRange here = new(values.min().item<float>(), values.max().item<float>());
        return before is { } b ? new(Math.Min(b.Low, here.Low), Math.Max(b.High, here.High)) : here;
    }

    private (double From, double To) Bounds(GridRange ends) =>
        calibrator.OfMagnitudes
            ? (0, Math.Max(Math.Abs(ends.Low), Math.Abs(ends.High)))
            : (ends.Low, ends.High);

    private void Count(Tensor values, (double From, double To) bounds, long[] into)
    {
        var width = bounds.To - bounds.From;
        foreach (var value in FlatBuffer.Read(values))
        {
            var place = (calibrator.OfMagnitudes ? Math.Abs(value) : value) - bounds.From;
            var bin = width > 0 ? (int)(place / width * into.Length) : 0;
            into[Math.Clamp(bin, 0, into.Length - 1)]++;
        }
    }

    // Points without a range yet let values pass.
    private sealed class PassThrough : IForwardRule
    {
        public Tensor? Forward(
            Step step,
            IReadOnlyList<Tensor> inputs,
            IReadOnlyList<Tensor> tensors,
            bool training
        ) => step.Node.Operator is FakeQuantize ? inputs[0] : null;
    }
}

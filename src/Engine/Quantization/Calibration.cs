using System.Collections.Immutable;
using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Codes;
using Slimfront.Engine.Networks;
using Slimfront.Engine.Operators;
using static TorchSharp.torch;

namespace Slimfront.Engine.Quantization;

/// <summary>Finds the ranges of a network's activations on training examples.</summary>
/// <remarks>
/// The network computes without rounding its activations; a second pass counts values, where the calibrator wants them counted. A range
/// contains 0, so that of a rectifier's values begins there.
/// </remarks>
/// <param name="calibrator">What chooses ranges.</param>
public sealed class Calibration(ICalibrator calibrator)
{
    /// <summary>The prepared model with the range of each of its points.</summary>
    /// <param name="model">See <see cref="QuantizationScheme.Prepare"/>.</param>
    /// <param name="examples">What it is looked at with.</param>
    public Model Apply(Model model, CalibrationExamples examples)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(examples);
        var points = model.Graph.Nodes.Where(n => n.Operator is FakeQuantize).ToArray();
        if (points.Length == 0)
            return model;
        var taken = points.Select(p => p.Inputs[0]).ToImmutableArray();
        using var network = new Network(model, examples.Device) { Rule = new UnroundedActivations() };
        var ends = new GridRange?[points.Length];
        Visit(network, examples, taken, (point, values) => ends[point] = Ends(values, ends[point]));
        var counts = ends.Select(e => new long[calibrator.Bins]).ToArray();
        if (calibrator.Bins > 0)
            Visit(network, examples, taken, (p, values) => Count(values, Bounds(ends[p]!.Value), counts[p]));
        var tensors = model.Tensors.ToBuilder();
        for (var p = 0; p < points.Length; p++)
        {
            var (from, to) = Bounds(ends[p]!.Value);
            var range = calibrator.Choose(new(ends[p]!.Value, from, to, counts[p])).WithZero;
            tensors[points[p].Name + ".low"] = new[] { (float)range.Low };
            tensors[points[p].Name + ".high"] = new[] { (float)range.High };
        }
        return model with { Tensors = tensors.ToImmutable() };
    }

    private static void Visit(
        Network network,
        CalibrationExamples examples,
        ImmutableArray<string> taken,
        Action<int, Tensor> visit
    )
    {
        using var noGradients = no_grad();
        foreach (var batch in examples.Batches())
        {
            using var inputs = batch;
            using var scope = NewDisposeScope();
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
}

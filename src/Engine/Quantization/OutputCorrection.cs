using System.Collections.Immutable;
using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Native;
using Slimfront.Engine.Networks;
using Slimfront.Engine.Operators;
using static TorchSharp.torch;

namespace Slimfront.Engine.Quantization;

/// <summary>Gives the output of each layer of a rounded network the mean and the deviation that it had.</summary>
/// <remarks>
/// With y the output of the network as it was and ỹ that of the rounded one, per output channel: the scale of the weights times
/// g = σ(y)/σ(ỹ), the bias b ← E[y] − g·(E[ỹ] − b). The mean is the bias correction of Nagel et al. (2019), arXiv:1906.04721, §4.2; Banner et
/// al. (2019), arXiv:1810.05723, correct both, but of weights, not of outputs. Grids of least squares have a smaller deviation than what
/// they stand for, so without g each layer would damp what the one before left. Both are measured on training
/// examples, layer by layer in order, so that ỹ has in it what was rounded and corrected before. Where a tensor has one scale, so has
/// g, from the sums of variances. A normalisation that was not folded is corrected in its β; the mean of a layer without a bias is left to
/// the next one that has one. As many examples are taken as memory holds the values of that are still needed.
/// </remarks>
/// <param name="examples">What the networks are looked at with.</param>
public sealed class OutputCorrection(CalibrationExamples examples)
{
    // Values that are kept at a time: 256 MB.
    private const long Room = 1 << 26;

    /// <summary>The rounded model with other scales and biases.</summary>
    /// <param name="before">The prepared model, whose weights and activations are not rounded.</param>
    /// <param name="rounded">The same graph with rounded weights.</param>
    /// <param name="roundsActivations">Whether its points have their ranges, and round.</param>
    public Model Apply(Model before, Model rounded, bool roundsActivations)
    {
        ArgumentNullException.ThrowIfNull(before);
        ArgumentNullException.ThrowIfNull(rounded);
        using var noGradients = no_grad();
        using var was = new Network(before, examples.Device) { Rule = new UnroundedActivations() };
        using var now = new Network(rounded, examples.Device)
        {
            Rule = roundsActivations ? null : new UnroundedActivations(),
        };
        var grids = rounded.Grids;
        foreach (var (one, other) in Walk(was).Zip(Walk(now)))
        {
            if (one.Step.Node.Operator is not (Conv or Linear or BatchNorm))
                continue;
            using var scope = NewDisposeScope();
            grids = Correct(now, one.Step, one.Values, other.Values, grids);
        }
        return (now.ToModel(rounded.Normalisation) with { Grids = grids }).OnGrids();
    }

    private IEnumerable<(Step Step, IReadOnlyList<Tensor> Values)> Walk(Network network)
    {
        var batches = Room / 2 / (NodeByNode.MostValues(network.Graph) * CalibrationExamples.Batch);
        return NodeByNode.Walk(network, examples.Batches().Take((int)Math.Clamp(batches, 1, int.MaxValue)));
    }

    private static ImmutableSortedDictionary<string, QuantizationGrid> Correct(
        Network network,
        Step step,
        IReadOnlyList<Tensor> wanted,
        IReadOnlyList<Tensor> found,
        ImmutableSortedDictionary<string, QuantizationGrid> grids
    )
    {
        var (y, rounded) = (ChannelMoments.Of(wanted), ChannelMoments.Of(found));
        var gain = Enumerable.Repeat(1.0, y.Means.Length).ToArray();
        if (grids.GetValueOrDefault(step.Tensors[0].Name) is { } grid)
        {
            gain = y.GainOver(rounded, grid.Axis == 0);
            ImmutableArray<float> scales = [.. grid.Scales.Select((s, c) => (float)(s * gain[c]))];
            grids = grids.SetItem(step.Tensors[0].Name, grid with { Scales = scales });
            var weight = network.Tensors[step.Tensors[0].Name];
            weight.mul_(Along(gain, weight, axis: 0));
        }
        var bias = step.Tensors.FirstOrDefault(t => t.Role == TensorRole.Bias);
        var from = bias is null ? [] : FlatBuffer.Read(network.Tensors[bias.Name].detach());
        // What is added to g·ỹ so that its mean is that of y.
        double[] shift = [.. gain.Select((g, c) => bias is null ? 0 : y.Means[c] - (g * rounded.Means[c]))];
        if (bias is not null)
            FlatBuffer.Write(
                network.Tensors[bias.Name],
                [.. shift.Select((s, c) => (float)(s + (gain[c] * from[c])))]
            );
        foreach (var value in found)
            value.mul_(Along(gain, value, axis: 1)).Add(Along(shift, value, axis: 1));
        return grids;
    }

    private static Tensor Along(double[] channels, Tensor values, int axis)
    {
        var shape = values.shape.Select((_, a) => a == axis ? -1L : 1L).ToArray();
        return tensor([.. channels.Select(c => (float)c)], device: values.device).reshape(shape);
    }
}

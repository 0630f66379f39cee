using System.Collections.Immutable;
using Slimfront.Engine.Channels;
using Slimfront.Search.Randomness;
using static TorchSharp.torch;

namespace Slimfront.Engine.Pruning;

/// <summary>Lets a criterion judge every group of a network.</summary>
public static class ChannelScores
{
    /// <summary>The scores of each channel of each group.</summary>
    /// <param name="map">The channels of the network's graph.</param>
    /// <param name="tensors">The network's tensors by name.</param>
    /// <param name="criterion">The judge.</param>
    /// <param name="seed">Where the randomness of the judgement comes from.</param>
    /// <param name="gradients">Gradients by tensor name, if the criterion needs them.</param>
    /// <param name="activations">Values of rectifiers by node name, if the criterion needs them.</param>
    /// <exception cref="InvalidOperationException">A score is not finite: the network holds NaN or infinity.</exception>
    public static ImmutableArray<double[]> Of(
        ChannelMap map,
        IReadOnlyDictionary<string, Tensor> tensors,
        IPruningCriterion criterion,
        ulong seed,
        IReadOnlyDictionary<string, Tensor>? gradients = null,
        IReadOnlyDictionary<string, Tensor>? activations = null
    )
    {
        using var scope = NewDisposeScope();
        using var noGradients = no_grad();
        var sites = activations is null ? [] : Rectified.Of(map);
        return
        [
            .. map.Groups.Select(group =>
            {
                var evidence = new GroupEvidence(
                    group,
                    [.. group.Slices.Where(s => s.Axis == 0).Select(s => Member(s, tensors, gradients))]
                )
                {
                    Activations = activations is null
                        ? []
                        : [.. sites[group.Index].Select(s => Gather(activations[s.Node], s))],
                };
                var scores = criterion.Score(evidence, Seed.For(seed, "prune", group.Index)).to(CPU);
                return Checked(scores.data<double>().ToArray(), group);
            }),
        ];
    }

    private static MemberEvidence Member(
        ChannelSlices slices,
        IReadOnlyDictionary<string, Tensor> tensors,
        IReadOnlyDictionary<string, Tensor>? gradients
    ) =>
        new(
            slices.Role,
            Gather(tensors[slices.Tensor], slices),
            gradients is not null && gradients.TryGetValue(slices.Tensor, out var gradient)
                ? Gather(gradient, slices)
                : null
        );

    // [channels, positions per channel × everything else]
    private static Tensor Gather(Tensor whole, ChannelSlices slices) =>
        whole
            .detach()
            .index_select(
                slices.Axis,
                tensor([.. slices.Positions.SelectMany(p => p).Select(p => (long)p)], device: whole.device)
            )
            .reshape(slices.Positions.Length, -1)
            .to(float64);

    // [channels, examples · positions per channel · everything else]
    private static Tensor Gather(Tensor value, Rectified site) =>
        value
            .detach()
            .index_select(
                1,
                tensor([.. site.Positions.SelectMany(p => p).Select(p => (long)p)], device: value.device)
            )
            .reshape(value.shape[0], site.Positions.Length, -1)
            .transpose(0, 1)
            .reshape(site.Positions.Length, -1);

    private static double[] Checked(double[] scores, ChannelGroup group) =>
        scores.Length == group.Channels && scores.All(double.IsFinite)
            ? scores
            : throw new InvalidOperationException(
                $"The scores of '{group.Name}' are not {group.Channels} finite numbers."
            );
}

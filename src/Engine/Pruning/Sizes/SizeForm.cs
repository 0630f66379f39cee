using System.Collections.Immutable;
using Slimfront.Engine.Channels;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Operators;
using Slimfront.Search.Objectives;

namespace Slimfront.Engine.Pruning.Sizes;

/// <summary>A size as a function of how many channels each group keeps.</summary>
/// <remarks>
/// The length of an axis is affine in the counts, and a tensor has at most two axes of channels, so every size is a sum
/// of products of two affine functions: Σ weight · (a₀ + Σ aᵢ·kᵢ) · (b₀ + Σ bᵢ·kᵢ).
/// </remarks>
/// <param name="terms">The products.</param>
internal sealed class SizeForm(ImmutableArray<SizeTerm> terms)
{
    /// <summary>Trainable numbers.</summary>
    public static SizeForm Parameters(ChannelMap map) => Of(map, (_, t) => t.IsTrainable ? 1 : 0);

    /// <summary>All stored numbers.</summary>
    public static SizeForm Numbers(ChannelMap map) => Of(map, (_, _) => 1);

    /// <summary>Multiply-accumulate operations: each weight is used once per position of the output.</summary>
    public static SizeForm Macs(ChannelMap map) =>
        Of(map, (step, t) => t.Role == TensorRole.Weight ? step.Macs / t.Elements : 0);

    /// <summary>
    /// The smallest and largest size over all ways to spread the channels; bounds where the search gives up.
    /// </summary>
    public Interval Range(CountBox counts) =>
        new(Minimum.Of(terms, counts), -Minimum.Of([.. terms.Select(t => t.Negated)], counts));

    private static SizeForm Of(ChannelMap map, Func<Step, TensorSpec, long> weight)
    {
        var slices = map
            .Groups.SelectMany(g => g.Slices.Select(s => (Group: g, Slices: s)))
            .ToLookup(s => (s.Slices.Tensor, s.Slices.Axis));
        var terms = ImmutableArray.CreateBuilder<SizeTerm>();
        foreach (var step in map.Graph.Steps)
        foreach (var tensor in step.Tensors)
        {
            if (weight(step, tensor) is not (var each and > 0))
                continue;
            var axes = Enumerable
                .Range(0, tensor.Shape.Length)
                .Select(axis => Length(tensor.Shape[axis], slices[(tensor.Name, axis)], map.Groups.Length))
                .ToArray();
            var factor = axes.Where(a => a.IsConstant).Aggregate((double)each, (f, a) => f * a.Constant);
            var varying = axes.Where(a => !a.IsConstant).ToArray();
            terms.Add(
                new(
                    factor,
                    varying.ElementAtOrDefault(0) ?? Affine.One,
                    varying.ElementAtOrDefault(1) ?? Affine.One
                )
            );
        }

        return new(terms.ToImmutable());
    }

    private static Affine Length(
        long length,
        IEnumerable<(ChannelGroup Group, ChannelSlices Slices)> slices,
        int groups
    )
    {
        var perChannel = new double[groups];
        var constant = (double)length;
        foreach (var (group, slice) in slices)
        {
            perChannel[group.Index] = slice.Positions[0].Length;
            constant -= slice.Positions[0].Length * group.Channels;
        }

        return new(constant, perChannel);
    }
}

/// <summary>weight · first · second.</summary>
internal sealed record SizeTerm(double Weight, Affine First, Affine Second)
{
    public SizeTerm Negated => this with { Weight = -Weight };

    public double At(int[] counts) => Weight * First.At(counts) * Second.At(counts);
}

/// <summary>constant + Σ perChannel[g] · counts[g], with no negative coefficient.</summary>
internal sealed record Affine(double Constant, double[] PerChannel)
{
    public static Affine One { get; } = new(1, []);

    public bool IsConstant => PerChannel.All(p => p == 0);

    public double At(ReadOnlySpan<int> counts)
    {
        var value = Constant;
        for (var g = 0; g < PerChannel.Length; g++)
            value += PerChannel[g] * counts[g];
        return value;
    }
}

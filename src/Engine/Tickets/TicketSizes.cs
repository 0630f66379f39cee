using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Graphs;
using Slimfront.Engine.Operators;
using Slimfront.Engine.Pruning.Sizes;

namespace Slimfront.Engine.Tickets;

/// <summary>How many weights a ticket keeps: known before anything is trained.</summary>
/// <remarks>
/// The weights of convolutions and linear layers can go; biases and normalisation stay. The last layer, which makes the
/// logits, has a rate of its own and is never compared with others.
/// </remarks>
public static class TicketSizes
{
    /// <summary>The tensors whose weights can go, in the graph's order; the last one makes the logits.</summary>
    public static IEnumerable<TensorSpec> Layers(ModelGraph graph)
    {
        ArgumentNullException.ThrowIfNull(graph);
        return graph.Tensors.Where(t => t.Role == TensorRole.Weight);
    }

    /// <summary>How many of so many weights stay: exactly round((1 − rate) · n), but at least one.</summary>
    /// <param name="remaining">n: the weights that are still there.</param>
    /// <param name="rate">The share of them that goes.</param>
    /// <param name="least">The fewest that may stay.</param>
    public static long Kept(long remaining, double rate, int least = 1) =>
        Math.Clamp(
            (long)Math.Round((1 - rate) * remaining, MidpointRounding.AwayFromZero),
            Math.Min(least, remaining),
            remaining
        );

    /// <summary>How a network is stored after one round; exact but for the shares of layers that are ranked together.</summary>
    /// <param name="network">The network before.</param>
    /// <param name="rates">What goes.</param>
    public static StoredGraph After(StoredGraph network, TicketRates rates)
    {
        ArgumentNullException.ThrowIfNull(network);
        var (graph, plan) = (network.Graph, network.Storage);
        var layers = Layers(graph).ToArray();
        plan = Kept(plan, layers[^1], rates.Output);
        if (!rates.IsGlobal)
            return new(graph, layers[..^1].Aggregate(plan, (p, t) => Kept(p, t, rates.Hidden)));

        var ranked = layers[..^1];
        var remaining = ranked.All(t => plan[t.Name] is { IsMasked: true, Kept: null })
            ? plan.SharedKept
            : ranked.Sum(t => Remaining(plan, t));
        plan = ranked.Aggregate(
            plan,
            (p, t) => p.With(t.Name, p[t.Name] with { IsMasked = true, Kept = null })
        );
        var kept = Kept(remaining, rates.Hidden, ranked.Length);
        return new(graph, plan with { SharedKept = ranked.Length == 0 ? 0 : kept });
    }

    /// <summary>The network if no weight that goes were missing: all stay in the file.</summary>
    public static StoredGraph Whole(StoredGraph network)
    {
        ArgumentNullException.ThrowIfNull(network);
        return network with
        {
            Storage = Layers(network.Graph)
                .Aggregate(
                    network.Storage with
                    {
                        SharedKept = 0,
                    },
                    (p, t) => p.With(t.Name, p[t.Name] with { IsMasked = true, Kept = t.Elements })
                ),
        };
    }

    private static StoragePlan Kept(StoragePlan plan, TensorSpec layer, double rate) =>
        plan.With(
            layer.Name,
            plan[layer.Name] with
            {
                IsMasked = true,
                Kept = Kept(Remaining(plan, layer), rate),
            }
        );

    private static long Remaining(StoragePlan plan, TensorSpec layer) =>
        plan[layer.Name] switch
        {
            { IsMasked: false } => layer.Elements,
            { Kept: { } kept } => kept,
            _ => throw new GraphException($"How many weights '{layer.Name}' still has is not known."),
        };
}

/// <summary>What one round removes.</summary>
/// <param name="Hidden">The share of the remaining weights of all layers but the last.</param>
/// <param name="Output">The share of those of the last one.</param>
/// <param name="IsGlobal">Whether all layers but the last are ranked together; else each loses the same share.</param>
public readonly record struct TicketRates(double Hidden, double Output, bool IsGlobal);

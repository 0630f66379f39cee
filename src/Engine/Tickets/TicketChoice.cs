using Slimfront.Engine.Artifacts;

namespace Slimfront.Engine.Tickets;

/// <summary>Chooses the weights that stay, from their scores.</summary>
internal static class TicketChoice
{
    /// <summary>Which weights of each layer stay.</summary>
    /// <param name="remaining">Which are still there, layer by layer; the last layer makes the logits.</param>
    /// <param name="scores">The scores of those, in order.</param>
    /// <param name="rates">What goes.</param>
    public static TensorMask[] Of(TensorMask[] remaining, double[][] scores, TicketRates rates)
    {
        var kept = new HashSet<int>[remaining.Length];
        var last = remaining.Length - 1;
        kept[last] = Best(scores[last], TicketSizes.Kept(remaining[last].Kept, rates.Output));
        if (rates.IsGlobal && last > 0)
            Together(scores[..last], rates.Hidden).CopyTo(kept, 0);
        else
            for (var layer = 0; layer < last; layer++)
                kept[layer] = Best(scores[layer], TicketSizes.Kept(remaining[layer].Kept, rates.Hidden));
        return [.. remaining.Select((mask, layer) => Narrow(mask, kept[layer]))];
    }

    // Among equal scores the earlier weight stays.
    private static HashSet<int> Best(double[] scores, long count) =>
        [
            .. Enumerable
                .Range(0, scores.Length)
                .OrderByDescending(w => scores[w])
                .ThenBy(w => w)
                .Take((int)count),
        ];

    // Every layer keeps its best weight: a layer without weights is no layer.
    private static HashSet<int>[] Together(double[][] scores, double rate)
    {
        var kept = scores.Select(s => Best(s, Math.Min(1, s.Length))).ToArray();
        var total = TicketSizes.Kept(scores.Sum(s => (long)s.Length), rate, scores.Length);
        var ranked = scores
            .SelectMany((s, layer) => s.Select((score, weight) => (layer, weight, score)))
            .OrderByDescending(w => w.score)
            .ThenBy(w => w.layer)
            .ThenBy(w => w.weight);
        var left = total - kept.Sum(k => k.Count);
        foreach (var (layer, weight, _) in ranked)
        {
            if (left == 0)
                break;
            if (kept[layer].Add(weight))
                left--;
        }
        return kept;
    }

    private static TensorMask Narrow(TensorMask remaining, HashSet<int> kept)
    {
        var flags = Enumerable.Range(0, remaining.Kept).Select(kept.Contains).ToArray();
        return TensorMask.Of(remaining.Spread<bool>(flags));
    }
}

using System.Collections.Immutable;
using Slimfront.Engine.Artifacts;
using Slimfront.Engine.Networks;
using Slimfront.Engine.Operators;
using Slimfront.Search.Randomness;

namespace Slimfront.Engine.Tickets;

/// <summary>Makes a lottery ticket: a network that begins again with fewer weights.</summary>
/// <param name="rule">Which weights stay.</param>
/// <param name="action">With which values they begin.</param>
/// <param name="missing">What becomes of the others.</param>
/// <param name="rates">How many go.</param>
public sealed class TicketMaker(
    IMaskRule rule,
    IRewindAction action,
    IMissingAction missing,
    TicketRates rates
)
{
    /// <summary>The ticket of one round.</summary>
    /// <param name="origin">Where the training began; what its masks lack, or what it holds, is gone for good.</param>
    /// <param name="trained">Where it ended.</param>
    /// <param name="seed">Where all randomness comes from.</param>
    /// <param name="gradients">Of the loss at the origin, by tensor, if the rule needs them.</param>
    public Model Make(
        Model origin,
        Model trained,
        ulong seed,
        IReadOnlyDictionary<string, float[]>? gradients = null
    )
    {
        ArgumentNullException.ThrowIfNull(origin);
        ArgumentNullException.ThrowIfNull(trained);
        TensorSpec[] layers = [.. TicketSizes.Layers(Scaffold.Strip(origin.Graph))];
        TensorMask[] remaining = [.. layers.Select(t => Remaining(origin, t))];
        double[][] scores =
        [
            .. layers.Select((t, l) => Score(t, remaining[l], origin, trained, seed, gradients)),
        ];
        var stays = TicketChoice.Of(remaining, scores, rates);
        var ticket = action.RenewsTheRest ? Renewed(origin, seed) : origin;
        for (var l = 0; l < layers.Length; l++)
            ticket = Begin(ticket, layers[l], stays[l], origin, trained, seed);
        return ticket with { Grids = Model.NoGrids };
    }

    private double[] Score(
        TensorSpec layer,
        TensorMask remaining,
        Model origin,
        Model trained,
        ulong seed,
        IReadOnlyDictionary<string, float[]>? gradients
    )
    {
        var evidence = new WeightEvidence(
            remaining.Pick(origin.Tensors[layer.Name].Span),
            remaining.Pick(trained.Tensors[layer.Name].Span),
            gradients is null ? null : remaining.Pick<float>(gradients[layer.Name])
        );
        var scores = rule.Score(evidence, Seed.For(Seed.Derive(seed, "ticket"), layer.Name));
        return scores.Length == remaining.Kept && scores.All(double.IsFinite)
            ? scores
            : throw new InvalidOperationException(
                $"The scores of '{layer.Name}' are not {remaining.Kept} finite numbers."
            );
    }

    private Model Begin(
        Model ticket,
        TensorSpec layer,
        TensorMask stays,
        Model origin,
        Model trained,
        ulong seed
    )
    {
        var initial = origin.Tensors[layer.Name].Span;
        var final = trained.Tensors[layer.Name].Span;
        var random = Seed.For(Seed.Derive(seed, "rewind"), layer.Name);
        var values = action.Begin(layer, initial, stays, random);
        var frozen = missing.Values(layer, initial, Seed.For(Seed.Derive(seed, "freeze"), layer.Name));
        var (held, exists) = (new bool[values.Length], stays.ToFlags());
        for (var i = 0; i < values.Length; i++)
        {
            if (stays[i])
            {
                if (missing.BeginsAtZero(initial[i], final[i]))
                    values[i] = 0;
                continue;
            }
            var wasMissing = origin.Masks.TryGetValue(layer.Name, out var mask) && !mask[i];
            var wasHeld = origin.Held.TryGetValue(layer.Name, out var before) && before[i];
            exists[i] = held[i] = !wasMissing && (wasHeld || missing.IsFrozen(initial[i], final[i]));
            values[i] =
                !held[i] ? 0
                : wasHeld ? initial[i]
                : frozen[i];
        }
        return ticket with
        {
            Tensors = ticket.Tensors.SetItem(layer.Name, values),
            Masks = With(ticket.Masks, layer.Name, exists, neutral: true),
            Held = With(ticket.Held, layer.Name, held, neutral: false),
        };
    }

    // Where nothing is frozen every layer has a mask, also one that lacks nothing: so the plan says.
    private ImmutableSortedDictionary<string, TensorMask> With(
        ImmutableSortedDictionary<string, TensorMask> masks,
        string name,
        bool[] flags,
        bool neutral
    ) =>
        (!neutral || missing.Freezes == Frozen.All) && flags.All(f => f == neutral)
            ? masks.Remove(name)
            : masks.SetItem(name, TensorMask.Of(flags));

    private static TensorMask Remaining(Model origin, TensorSpec layer)
    {
        var flags = new bool[layer.Elements];
        Array.Fill(flags, true);
        if (origin.Masks.TryGetValue(layer.Name, out var mask))
            flags = mask.ToFlags();
        if (origin.Held.TryGetValue(layer.Name, out var held))
            for (var i = 0; i < flags.Length; i++)
                flags[i] &= !held[i];
        return TensorMask.Of(flags);
    }

    private static Model Renewed(Model origin, ulong seed)
    {
        var fresh = FreshModel.Of(origin.Graph, origin.Normalisation, Seed.Derive(seed, "reinitialise"));
        return fresh with { Masks = origin.Masks, Held = origin.Held };
    }
}
